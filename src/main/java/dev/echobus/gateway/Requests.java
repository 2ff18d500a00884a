package dev.echobus.gateway;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.gateway.Inbound.Content;
import dev.echobus.gateway.Inbound.Send;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import org.jspecify.annotations.Nullable;

/**
 * Sends one session's requests over the bus, by the policy that all requests of this program go by, and counts those that
 * wait. Event loop; bounded by {@code gateway.pendingRepliesMax}
 * and {@code gateway.pendingMaxBytes}.
 */
final class Requests {

    /** What the bus waits longer than a receiver that is told its deadline. */
    private static final int GRACE_MS = 100;

    private final GatewayLoop loop;

    private int waiting;
    private long waitingBytes;

    Requests(GatewayLoop loop) {
        this.loop = loop;
    }

    /** True when there is no room for one more, of a frame of so many bytes. */
    boolean isFull(int bytes) {
        return waiting >= loop.settings().pendingRepliesMax()
                || waitingBytes + bytes > loop.settings().pendingMaxBytes();
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Sends a request; the outcome comes on this loop. */
    Future<Outcome<Object>> send(Send request, int bytes) {
        Content content = request.content();
        var policy = RetryPolicy.forAddress(request.address(), deadlineMs(content));
        return counted(loop.requests().send(policy, request.address(), content.body(), () -> options(content)), bytes);
    }

    /** Counts something that is waited for until it has come. */
    <T> Future<T> counted(Future<T> reply, int bytes) {
        waiting++;
        waitingBytes += bytes;
        loop.stats().requestsPending(1);
        return reply.onComplete(came -> {
            waiting--;
            waitingBytes -= bytes;
            loop.stats().requestsPending(-1);
        });
    }

    /** How long the bus may take: what the frame allows, within the setting. */
    int deadlineMs(Content content) {
        long askedMs = content.timeoutMs();
        MultiMap headers = content.headers();
        if (askedMs == Content.NO_TIMEOUT && headers != null) {
            long receiverMs = timeoutMs(headers.get(Addresses.TIMEOUT_HEADER));
            askedMs = receiverMs > 0 ? receiverMs + GRACE_MS : askedMs;
        }
        int mostMs = loop.settings().replyTimeoutMs();
        return askedMs > 0 ? (int) Math.min(askedMs, mostMs) : mostMs;
    }

    /** New options each time: who sends adds to their headers. */
    static DeliveryOptions options(Content content) {
        var options = new DeliveryOptions();
        MultiMap headers = content.headers();
        if (headers != null) {
            options.setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers));
        }
        return options;
    }

    /** The milliseconds of a header of the contract; 0 when there are none that can be read. */
    static long timeoutMs(@Nullable String digits) {
        if (digits == null || digits.isEmpty() || digits.length() > 9) {
            return 0;
        }
        long ms = 0;
        for (int index = 0; index < digits.length(); index++) {
            int digit = digits.charAt(index) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            ms = ms * 10 + digit;
        }
        return ms;
    }
}
