package dev.echobus.bus;

import java.util.concurrent.atomic.LongAdder;

/** How often requests were sent again, and how often not for want of a {@link RetryBudget}. Any thread. */
public final class RetryCounts {

    private final LongAdder repeats = new LongAdder();
    private final LongAdder refusals = new LongAdder();

    void repeated() {
        repeats.increment();
    }

    void refused() {
        refusals.increment();
    }

    /** Requests sent again, each as often as it was. */
    public long repeats() {
        return repeats.sum();
    }

    /** Requests that failed because the budget was spent, where the policy would have sent them again. */
    public long refusals() {
        return refusals.sum();
    }
}
