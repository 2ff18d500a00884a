package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request that the bus waits for. Answered exactly once, by a reply or by a failure, on the verticle's event loop.
 *
 * @param message what to answer
 * @param body the bytes to be echoed
 * @param timing until when
 * @param stats counts what it is answered with
 * @param trace what its reply is to tell of its way; null when nobody asked
 * @param spans what a collector is told of it; null when there is none
 */
record PendingRequest(
        Message<Object> message,
        Buffer body,
        Timing timing,
        ClientStats.Loop stats,
        @Nullable RequestTrace trace,
        @Nullable RequestSpans spans)
        implements RequestReading {

    /**
     * How long a request may take.
     *
     * @param startNanos when it came, on the system's clock
     * @param timeoutMs as asked for
     * @param deadlineNanos when that is over, on {@link PendingRequests#nowNanos()}'s clock
     */
    record Timing(long startNanos, int timeoutMs, long deadlineNanos) {}

    int bytes() {
        return body.length();
    }

    long deadlineNanos() {
        return timing.deadlineNanos();
    }

    boolean isDue(long nowNanos) {
        return timing.deadlineNanos() <= nowNanos;
    }

    /** It goes to a server, of this address. */
    void sent(String server) {
        if (trace != null) {
            trace.sent(server, System.nanoTime());
        }
        if (spans != null) {
            spans.sent(server);
        }
    }

    void reply(Buffer echoed) {
        long nowNanos = System.nanoTime();
        stats.replied(nowNanos - timing.startNanos());
        if (spans != null) {
            spans.replied();
        }
        if (trace == null) {
            message.reply(echoed);
        } else {
            message.reply(echoed, trace.headers(timing.startNanos(), nowNanos));
        }
    }

    void fail(FailureCode code, String detail) {
        stats.failed(code);
        if (spans != null) {
            spans.failed(code, detail);
        }
        message.reply(code.with(detail));
    }
}
