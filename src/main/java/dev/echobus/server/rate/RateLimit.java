package dev.echobus.server.rate;

import java.util.concurrent.TimeUnit;

/**
 * How far one connection may go on receiving of one kind, bytes or messages, at a limit of its own. What came is charged;
 * over the credit it becomes a debt, which time repays. Event loop of the connection; a few numbers.
 */
final class RateLimit {

    /** A peer that paused may catch up this much: enough to even out timers, too little to be felt. */
    static final double BURST_SECONDS = 0.1;

    /** Less than this is what rounding leaves, of bytes as of messages. */
    static final double NOTHING = 1e-6;

    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Negative is credit. */
    private double debt;

    private long repaidNanos;

    /** Starts with the whole burst as credit. */
    RateLimit(long perSecondMax, long nowNanos) {
        debt = -BURST_SECONDS * perSecondMax;
        repaidNanos = nowNanos;
    }

    void charge(long units) {
        debt += units;
    }

    /** Repays for the time since the last call; a limit of 0 is none and lets the debt go. */
    void repay(long perSecondMax, long nowNanos) {
        double earned = earned(perSecondMax, nowNanos - repaidNanos);
        debt = perSecondMax == 0 ? 0 : Math.max(debt - earned, -BURST_SECONDS * perSecondMax);
        repaidNanos = nowNanos;
    }

    boolean isInDebt() {
        return debt > NOTHING;
    }

    /** What a rate yields in a time, never less than nothing: clocks are read before locks are had. */
    static double earned(long perSecondMax, long nanos) {
        return (double) perSecondMax * Math.max(0, nanos) / SECOND_NANOS;
    }
}
