package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * A request that the bus waits for. Answered exactly once, by a reply or by a failure, on the verticle's event loop.
 *
 * @param message what to answer
 * @param body the bytes to be echoed
 * @param timing until when
 * @param stats counts what it is answered with
 */
record PendingRequest(Message<Object> message, Buffer body, Timing timing, ClientStats.Loop stats)
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

    void reply(Buffer echoed) {
        stats.replied(System.nanoTime() - timing.startNanos());
        message.reply(echoed);
    }

    void fail(FailureCode code, String detail) {
        stats.failed(code);
        message.reply(code.with(detail));
    }
}
