package dev.echobus.admin.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many a second, a second's worth at once: as the time from which it would be full. Event loop of the admin port. */
final class Bucket {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long turnNanos;
    private final LongSupplier nanoClock;

    private long nextNanos;

    Bucket(int perSecond, LongSupplier nanoClock) {
        turnNanos = SECOND_NANOS / perSecond;
        this.nanoClock = nanoClock;
        nextNanos = nanoClock.getAsLong() - SECOND_NANOS;
    }

    /** Takes one if there is one. */
    boolean take() {
        long now = nanoClock.getAsLong();
        long from = Math.max(nextNanos, now - SECOND_NANOS);
        if (from + turnNanos > now) {
            return false;
        }
        nextNanos = from + turnNanos;
        return true;
    }

    /** Takes one, which there may be only later: in how many milliseconds. */
    long takeInMs() {
        long now = nanoClock.getAsLong();
        nextNanos = Math.max(nextNanos, now - SECOND_NANOS) + turnNanos;
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nextNanos - now));
    }
}
