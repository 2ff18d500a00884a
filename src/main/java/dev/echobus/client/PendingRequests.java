package dev.echobus.client;

import dev.echobus.config.ClientConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account of what one verticle owes answers to, sent or not: how many requests, how many bytes, and a moment before
 * which no deadline passes, so that looking for overdue requests usually costs one comparison. Event loop only.
 */
final class PendingRequests {

    /** The deadline of nothing. */
    static final long NEVER = Long.MAX_VALUE;

    /** Deadlines count from here, so that they may be compared as plain numbers. */
    private final long originNanos = System.nanoTime();

    private int count;
    private long bytes;
    private long earliestDeadlineNanos = NEVER;
    private @Nullable Promise<Void> whenEmpty;

    long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Why a request of this size cannot be taken now, or empty when it can. */
    Optional<String> objection(int requestBytes, ClientConfig settings) {
        if (count >= settings.pendingMax()) {
            return Optional.of(
                    count + " requests are pending, at most " + settings.pendingMax() + " allowed (client.pendingMax)");
        }
        if (bytes + requestBytes > settings.pendingMaxBytes()) {
            return Optional.of(bytes + " bytes are pending and " + requestBytes + " more asked for, at most "
                    + settings.pendingMaxBytes() + " allowed (client.pendingMaxBytes)");
        }
        return Optional.empty();
    }

    void admit(PendingRequest request) {
        count++;
        bytes += request.bytes();
        earliestDeadlineNanos = Math.min(earliestDeadlineNanos, request.deadlineNanos());
    }

    /** To be called once a request has been answered. */
    void settle(PendingRequest request) {
        count--;
        bytes -= request.bytes();
        if (count == 0 && whenEmpty != null) {
            whenEmpty.tryComplete();
        }
    }

    /** True when a deadline may have passed. */
    boolean isDue(long nowNanos) {
        return earliestDeadlineNanos <= nowNanos;
    }

    /** To be called after overdue requests were looked for, with the earliest deadline of those that are left. */
    void nextDeadline(long deadlineNanos) {
        earliestDeadlineNanos = deadlineNanos;
    }

    /** Completes when nothing is owed. */
    Future<Void> emptied() {
        if (count == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        whenEmpty = promise;
        return promise.future();
    }
}
