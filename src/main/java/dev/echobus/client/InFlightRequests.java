package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests sent on one connection and not answered yet, in the order in which the server answers them. Event loop
 * only; bounded with all that is pending by {@link PendingRequests}.
 */
final class InFlightRequests {

    private final ArrayDeque<PendingRequest> sent = new ArrayDeque<>();
    private final PendingRequests pending;

    private boolean hasAnswered;

    InFlightRequests(PendingRequests pending) {
        this.pending = pending;
    }

    void add(PendingRequest request) {
        sent.add(request);
    }

    /** The request whose reply comes next. */
    @Nullable
    PendingRequest head() {
        return sent.peek();
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    int size() {
        return sent.size();
    }

    /** True once a reply has come. */
    boolean hasAnswered() {
        return hasAnswered;
    }

    /** Answers the head. */
    void answer(Buffer echoed) {
        PendingRequest head = sent.remove();
        hasAnswered = true;
        head.reply(echoed);
        pending.settle(head);
    }

    long earliestDeadlineNanos() {
        long earliest = PendingRequests.NEVER;
        for (PendingRequest request : sent) {
            earliest = Math.min(earliest, request.deadlineNanos());
        }
        return earliest;
    }

    /** Fails every request: those that are due as timed out, the others with an unknown outcome. Returns how many. */
    int failAll(long nowNanos, String reason) {
        int failed = sent.size();
        for (PendingRequest request = sent.poll(); request != null; request = sent.poll()) {
            if (request.isDue(nowNanos)) {
                request.fail(
                        FailureCode.TIMED_OUT,
                        "no reply within " + request.timing().timeoutMs() + " ms");
            } else {
                request.fail(FailureCode.UNKNOWN_OUTCOME, reason);
            }
            pending.settle(request);
        }
        return failed;
    }
}
