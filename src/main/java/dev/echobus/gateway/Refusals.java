package dev.echobus.gateway;

import dev.echobus.gateway.Outbound.Err;
import java.util.concurrent.TimeUnit;

/**
 * Tells one session which of its frames were not served, and ends it when that are too many: who stays within {@code
 * gateway.errorsPerSecondMax} in any second is never ended, who goes on above it is within two. Event loop.
 */
final class Refusals {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What a frame that is refused takes of its session's turn, in frames that are served: who sends many may wait, and
     * others must not wait for them.
     */
    static final int FRAMES_EACH = 10;

    private static final String TOO_MANY =
            "more frames within a second could not be served than may be (gateway.errorsPerSecondMax)";

    private final int perSecondMax;
    private final SessionOutput output;
    private final SessionEnds ends;

    /** Of the second that began with a refusal, the first after the one before. */
    private long beganNanos;

    private int count;

    private long all;

    /** @param perSecondMax how many a second there may be; 0 is no bound */
    Refusals(int perSecondMax, SessionOutput output, SessionEnds ends) {
        this.perSecondMax = perSecondMax;
        this.output = output;
        this.ends = ends;
    }

    /** Answers a frame, or ends the session instead. */
    void tell(Err answer) {
        all++;
        // Of a drain a client learns by it: what it has sent until then is no fault of its own.
        if (answer.error() == GatewayError.DRAINING || !isOneTooMany()) {
            output.write(answer);
        } else {
            ends.end(GatewayError.TOO_MANY_ERRORS, TOO_MANY);
        }
    }

    /** How many there were. */
    long all() {
        return all;
    }

    private boolean isOneTooMany() {
        long nowNanos = System.nanoTime();
        if (count == 0 || nowNanos - beganNanos >= SECOND_NANOS) {
            beganNanos = nowNanos;
            count = 0;
        }
        count++;
        return perSecondMax > 0 && count > perSecondMax;
    }
}
