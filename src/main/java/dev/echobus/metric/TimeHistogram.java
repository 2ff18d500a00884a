package dev.echobus.metric;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how long something takes. One thread adds, without a lock and without a locked instruction; any thread may read,
 * and sees each count whole. Memory for each of {@link Times#BOUNDS_NANOS}.
 */
public final class TimeHistogram {

    private static final long[] BOUNDS =
            Times.BOUNDS_NANOS.stream().mapToLong(Long::longValue).toArray();

    /** Unused at both ends, a cache line each: two loops' histograms may lie side by side in memory. */
    private static final int PADDING = 8;

    private static final int SUM = PADDING + BOUNDS.length + 1;

    private final AtomicLongArray numbers = new AtomicLongArray(SUM + 1 + PADDING);

    /** So many took so long. To be called by one thread alone. */
    public void add(long nanos, long times) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
            bucket++;
        }
        increase(PADDING + bucket, times);
        increase(SUM, nanos * times);
    }

    private void increase(int index, long by) {
        numbers.setOpaque(index, numbers.getPlain(index) + by);
    }

    /** What there is until now. Any thread. */
    public Times snapshot() {
        var counts = new ArrayList<Long>(BOUNDS.length + 1);
        for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
            counts.add(numbers.getOpaque(PADDING + bucket));
        }
        return new Times(counts, numbers.getOpaque(SUM));
    }
}
