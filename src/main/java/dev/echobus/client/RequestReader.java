package dev.echobus.client;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.client.PendingRequest.Timing;
import dev.echobus.client.RequestReading.Refused;
import dev.echobus.config.ClientConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.Objection;
import dev.echobus.wire.VertxSockets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of {@link Addresses#CLIENT_ECHO}: takes what the contract, the framing and the bounds allow, and says
 * of everything else what was expected and found. Event loop only; bounded by {@code client.messageMaxBytes}.
 */
final class RequestReader {

    /** Longest deadline that is granted, an hour: whatever asks for more gets this. */
    static final int TIMEOUT_MAX_MS = 3_600_000;

    private static final int MALFORMED = -1;

    private final String node;
    private final LiveConfig live;
    private final PendingRequests pending;
    private final ClientStats.Loop stats;
    private final FrameCodec codec;
    private final Tracing tracing;

    RequestReader(ClientContext context, PendingRequests pending) {
        node = context.node();
        live = context.live();
        tracing = context.tracing();
        stats = context.stats().newLoop();
        this.pending = pending;
        // The configured maximum may change at any time, so it is held here; the codec says what the framing can carry.
        codec = FrameCodec.of(live.client().framingSpec(), Integer.MAX_VALUE);
    }

    RequestReading read(Message<Object> message) {
        Buffer body = BusBody.bytes(message.body()).orElse(null);
        if (body == null) {
            return new Refused(FailureCode.INVALID_MESSAGE, BusBody.EXPECTED + ", found " + typeOf(message.body()));
        }
        ClientConfig settings = live.client();
        String header = message.headers().get(Addresses.TIMEOUT_HEADER);
        int timeoutMs = header == null ? settings.requestTimeoutMs() : timeoutMs(header);
        if (timeoutMs == MALFORMED) {
            return new Refused(
                    FailureCode.INVALID_MESSAGE,
                    "header " + Addresses.TIMEOUT_HEADER + ": expected milliseconds, 1 or more, as digits");
        }
        Refused refused = refusal(body, settings);
        if (refused != null) {
            return refused;
        }
        long deadlineNanos = pending.nowNanos() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        RequestTrace trace = message.headers().contains(Addresses.TRACE_HEADER) ? new RequestTrace(node) : null;
        RequestSpans spans = tracing.isOn() ? new RequestSpans(tracing, message) : null;
        return new PendingRequest(
                message, body, new Timing(System.nanoTime(), timeoutMs, deadlineNanos), stats, trace, spans);
    }

    private @Nullable Refused refusal(Buffer body, ClientConfig settings) {
        if (body.length() > settings.messageMaxBytes()) {
            return new Refused(
                    FailureCode.MESSAGE_TOO_LARGE,
                    "message of " + body.length() + " bytes, at most " + settings.messageMaxBytes()
                            + " allowed (client.messageMaxBytes)");
        }
        Objection objection = codec.objection(VertxSockets.bytesOf(body)).orElse(null);
        if (objection != null) {
            boolean isTooLong = objection instanceof Objection.TooLong;
            return new Refused(
                    isTooLong ? FailureCode.MESSAGE_TOO_LARGE : FailureCode.INVALID_MESSAGE, objection.toString());
        }
        String overload = pending.objection(body.length(), settings).orElse(null);
        return overload == null ? null : new Refused(FailureCode.OVERLOADED, overload);
    }

    /** The deadline that digits ask for, cut to the longest, or {@link #MALFORMED}. */
    static int timeoutMs(String digits) {
        int timeoutMs = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            timeoutMs = Math.min(timeoutMs * 10 + digit, TIMEOUT_MAX_MS);
        }
        return timeoutMs == 0 ? MALFORMED : timeoutMs;
    }

    private static String typeOf(@Nullable Object body) {
        return body == null ? "none" : body.getClass().getSimpleName();
    }
}
