package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;

/**
 * Where latencies go. Those outside the measured time are recorded as well, and thrown away: were that a branch, the
 * compiler would leave out its other side, find out when measuring begins, and compile the loop anew while what is
 * measured waits. Event loop only.
 */
final class Samples {

    private final Interval thrownAway = new Interval();
    private final Interval[] targets = {thrownAway, thrownAway};
    private final boolean isOpenLoop;
    private Window window = Window.NONE;

    Samples(boolean isOpenLoop) {
        this.isOpenLoop = isOpenLoop;
    }

    /** What the window measures goes to this interval from now on. */
    void use(Interval interval, Window measured) {
        targets[0] = interval;
        window = measured;
    }

    /** Records messages that came back together, by when they were intended. */
    void record(long intendedNanos, long sentNanos, long nowNanos, int messages) {
        Interval target = targets[window.outside(intendedNanos)];
        target.latency.recordValueWithCount(Math.min(nowNanos - intendedNanos, LoadLimits.LATENCY_MAX_NANOS), messages);
        if (isOpenLoop) {
            target.uncorrected.recordValueWithCount(
                    Math.min(nowNanos - sentNanos, LoadLimits.LATENCY_MAX_NANOS), messages);
        }
    }
}
