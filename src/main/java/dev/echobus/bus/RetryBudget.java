package dev.echobus.bus;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests may be repeated: half of those that were sent in the last ten seconds, and ten a second besides, so
 * that a service that fails is not asked ever more often. Any thread; holds a number for each second. After Finagle's
 * {@code RetryBudget}.
 */
public final class RetryBudget {

    /** Repeats that a hundred requests pay for: so many it takes while one of three members is silent. */
    static final int PERCENT = 50;

    /** Repeats a second that need no requests: one who asks rarely may still repeat. */
    static final int FLOOR_PER_SECOND = 10;

    /** How long what was earned may be spent: longer than a member that fell silent is still sent to. */
    static final int WINDOW_SECONDS = 10;

    private static final int ONE = 100;

    private static final int FLOOR = FLOOR_PER_SECOND * WINDOW_SECONDS * ONE;

    private final RetryCounts counts;
    private final LongSupplier nanoTime;
    private final long startNanos;

    /** What each second earned less what it spent, in hundredths of a repeat, and the sum of all. */
    private final int[] seconds = new int[WINDOW_SECONDS];

    private long sum;
    private long second;

    /** @param counts learns of every repeat, and of each that the budget did not allow; several budgets may share it */
    public RetryBudget(RetryCounts counts) {
        this(counts, System::nanoTime);
    }

    RetryBudget(RetryCounts counts, LongSupplier nanoTime) {
        this.counts = counts;
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
    }

    /** A request is sent for the first time. */
    synchronized void earn() {
        add(PERCENT);
    }

    /** Whether a request may be sent again; if so, that is paid for. */
    boolean spend() {
        boolean isEnough = take();
        if (isEnough) {
            counts.repeated();
        } else {
            counts.refused();
        }
        return isEnough;
    }

    private synchronized boolean take() {
        forget();
        if (sum + FLOOR < ONE) {
            return false;
        }
        add(-ONE);
        return true;
    }

    private void add(int amount) {
        forget();
        seconds[(int) (second % WINDOW_SECONDS)] += amount;
        sum += amount;
    }

    /** Takes the seconds that are too long ago out of the sum. */
    private void forget() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startNanos);
        long passed = Math.min(now - second, WINDOW_SECONDS);
        for (long ago = passed - 1; ago >= 0; ago--) {
            int slot = (int) ((now - ago) % WINDOW_SECONDS);
            sum -= seconds[slot];
            seconds[slot] = 0;
        }
        second = now;
    }
}
