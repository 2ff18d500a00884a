package dev.echobus.load.drive;

import dev.echobus.load.result.Phase;

/**
 * When a run sends and what of it is measured, on {@link System#nanoTime}'s clock. Counting is cut into ticks, which
 * begin anew with the measured time. Immutable.
 *
 * @param startNanos the first message is intended from here on
 * @param measuredFromNanos the warm-up ends
 * @param measuredToNanos sending ends
 * @param drainNanos how long what is in flight then may take
 * @param tickNanos how long one {@link Interval} is
 */
record Window(long startNanos, long measuredFromNanos, long measuredToNanos, long drainNanos, long tickNanos) {

    /** Before a run starts: nothing is measured. */
    static final Window NONE = new Window(0, 0, 0, 0, 1_000_000_000);

    private static final long FAR_NANOS = Long.MAX_VALUE / 2;

    /** 0 for a time that is measured, 1 for one before or after; without a branch, see {@link Samples}. */
    int outside(long intendedNanos) {
        return (int)
                (((intendedNanos - measuredFromNanos) | (measuredToNanos - 1 - intendedNanos)) >>> (Long.SIZE - 1));
    }

    Phase phaseAt(long nanos) {
        if (nanos - measuredFromNanos < 0) {
            return Phase.WARM_UP;
        }
        return nanos - measuredToNanos < 0 ? Phase.MEASURED : Phase.DRAIN;
    }

    /** Where a phase ends; far away for the drain, which ends when all is answered. */
    long phaseEnd(Phase phase) {
        return switch (phase) {
            case WARM_UP -> measuredFromNanos;
            case MEASURED -> measuredToNanos;
            case DRAIN -> measuredToNanos + FAR_NANOS;
        };
    }

    /** Where the tick that holds this time began, in its phase. */
    long tickStart(long nanos) {
        Phase phase = phaseAt(nanos);
        if (phase == Phase.DRAIN) {
            return measuredToNanos;
        }
        long start = measuredFromNanos + Math.floorDiv(nanos - measuredFromNanos, tickNanos) * tickNanos;
        return phase == Phase.WARM_UP ? Math.max(start, startNanos) : start;
    }

    /** Where it ends; far away in the drain, which is not cut. */
    long tickEnd(long nanos) {
        Phase phase = phaseAt(nanos);
        if (phase == Phase.DRAIN) {
            return phaseEnd(phase);
        }
        long end = measuredFromNanos + (Math.floorDiv(nanos - measuredFromNanos, tickNanos) + 1) * tickNanos;
        return Math.min(end, phaseEnd(phase));
    }

    /** After this, nobody waits for an answer any more. */
    long deadlineNanos() {
        return measuredToNanos + drainNanos;
    }

    Window endingAt(long nanos, long newDrainNanos) {
        return new Window(startNanos, Math.min(measuredFromNanos, nanos), nanos, newDrainNanos, tickNanos);
    }
}
