package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Messages that were intended within the measured time and have no answer, by when they were intended: counts in slots
 * of a hundredth of a timeline's step, so that neither their number nor the run's length decides on the memory. Written
 * by one event loop; once handed over, read by the caller's thread alone.
 */
final class Unanswered {

    private static final int SLOTS_PER_STEP = 100;

    private final long slotNanos;
    private long[] counts = {};
    private long total;

    Unanswered(long stepNanos) {
        slotNanos = stepNanos / SLOTS_PER_STEP;
    }

    long slotNanos() {
        return slotNanos;
    }

    /** Counts messages intended so long after the measured time had begun. */
    void add(long offsetNanos, long messages) {
        int slot = (int) (offsetNanos / slotNanos);
        if (slot >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(slot + 1, 2 * counts.length));
        }
        counts[slot] += messages;
        total += messages;
    }

    void add(Unanswered other) {
        for (int slot = 0; slot < other.counts.length; slot++) {
            if (other.counts[slot] > 0) {
                add(slot * slotNanos, other.counts[slot]);
            }
        }
    }

    long total() {
        return total;
    }

    /** How many were intended between two times after the measured time had begun. */
    long between(long fromNanos, long toNanos) {
        long count = 0;
        int last = (int) Math.min(counts.length, (toNanos + slotNanos - 1) / slotNanos);
        for (int slot = (int) Math.max(0, (fromNanos + slotNanos - 1) / slotNanos); slot < last; slot++) {
            count += counts[slot];
        }
        return count;
    }

    /** Records each with the time until the deadline: it took at least as long. */
    void recordTo(Histogram latency, long deadlineNanos) {
        for (int slot = 0; slot < counts.length; slot++) {
            if (counts[slot] > 0) {
                long waited = Math.max(0, deadlineNanos - (slot + 1) * slotNanos);
                latency.recordValueWithCount(Math.min(waited, LoadLimits.LATENCY_MAX_NANOS), counts[slot]);
            }
        }
    }
}
