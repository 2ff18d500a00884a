package dev.echobus.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many repeats are allowed, on a clock of the test's. */
class RetryBudgetTest {

    private static final int FLOOR = RetryBudget.FLOOR_PER_SECOND * RetryBudget.WINDOW_SECONDS;

    private final RetryCounts counts = new RetryCounts();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final RetryBudget budget = new RetryBudget(counts, nanos::get);

    @Test
    void withoutRequestsThereIsTheFloorAlone() {
        assertThat(spendAll()).isEqualTo(FLOOR);
        assertThat(counts.repeats()).isEqualTo(FLOOR);
        assertThat(counts.refusals()).isEqualTo(1);
    }

    @Test
    void twoRequestsPayForOneRepeat() {
        spendAll();
        earn(1);
        assertThat(spendAll()).isZero();
        earn(1);
        assertThat(spendAll()).isEqualTo(1);
        earn(1_000);
        assertThat(spendAll()).isEqualTo(500);
    }

    @Test
    void whatWasEarnedIsForgottenWhenTheWindowHasPassed() {
        earn(1_000);
        passSeconds(RetryBudget.WINDOW_SECONDS - 1);
        earn(2);
        passSeconds(1);
        assertThat(spendAll()).as("the second second's, and the floor").isEqualTo(FLOOR + 1);
    }

    @Test
    void theFloorIsThereAgainAfterTheWindow() {
        spendAll();
        passSeconds(RetryBudget.WINDOW_SECONDS - 1);
        assertThat(spendAll()).isZero();
        passSeconds(1);
        assertThat(spendAll()).isEqualTo(FLOOR);
        passSeconds(1_000_000);
        assertThat(spendAll()).isEqualTo(FLOOR);
    }

    /** However long a service fails, repeats stay half of the requests and the floor. */
    @Test
    void aStormIsHeldToItsShare() {
        for (int second = 0; second < 1_000; second++) {
            earn(500);
            for (int wanted = 0; wanted < 500; wanted++) {
                budget.spend();
            }
            passSeconds(1);
        }
        assertThat(counts.repeats()).isBetween(1_000L * 250, 1_000L * 260 + FLOOR);
    }

    private void earn(int requests) {
        for (int request = 0; request < requests; request++) {
            budget.earn();
        }
    }

    private int spendAll() {
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        return spent;
    }

    private void passSeconds(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
