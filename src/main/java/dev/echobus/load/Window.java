package dev.echobus.load;

import dev.echobus.load.Interval.Phase;

/**
 * When a run sends and what of it is measured, on {@link System#nanoTime}'s clock. Immutable.
 *
 * @param startNanos the first message is intended from here on
 * @param measuredFromNanos the warm-up ends
 * @param measuredToNanos sending ends
 * @param drainNanos how long what is in flight then may take
 */
record Window(long startNanos, long measuredFromNanos, long measuredToNanos, long drainNanos) {

    /** Before a run starts: nothing is measured. */
    static final Window NONE = new Window(0, 0, 0, 0);

    private static final long SECOND_NANOS = 1_000_000_000;
    /** A remainder shorter than this goes with the second before it. */
    private static final long SHORTEST_NANOS = SECOND_NANOS / 10;

    /** 0 for a time that is measured, 1 for one before or after; without a branch, see {@link Samples}. */
    int outside(long intendedNanos) {
        return (int)
                (((intendedNanos - measuredFromNanos) | (measuredToNanos - 1 - intendedNanos)) >>> (Long.SIZE - 1));
    }

    Phase phaseAt(long nanos) {
        if (nanos < measuredFromNanos) {
            return Phase.WARM_UP;
        }
        return nanos < measuredToNanos ? Phase.MEASURED : Phase.DRAIN;
    }

    /** Where the interval that began here ends: after a second, or where the phase does. */
    long nextBoundary(long beganNanos) {
        long end = beganNanos < measuredFromNanos ? measuredFromNanos : measuredToNanos;
        return end - beganNanos < SECOND_NANOS + SHORTEST_NANOS ? end : beganNanos + SECOND_NANOS;
    }

    Window endingAt(long nanos, long newDrainNanos) {
        return new Window(startNanos, Math.min(measuredFromNanos, nanos), nanos, newDrainNanos);
    }
}
