package dev.echobus.reliability;

import java.time.Duration;

/** Paces what is done so many times: each begins a period after the one before at the earliest. One thread. */
final class Pace {

    private final int times;
    private final Duration period;
    private int begun;
    private long nextNanos = System.nanoTime();

    Pace(int times, Duration period) {
        this.times = times;
        this.period = period;
    }

    /** Waits until the next may begin; false when all have. */
    boolean next() {
        if (begun == times) {
            return false;
        }
        begun++;
        long waitNanos = Math.max(0, nextNanos - System.nanoTime());
        Waiting.pass(Duration.ofNanos(waitNanos));
        nextNanos = System.nanoTime() + period.toNanos();
        return true;
    }
}
