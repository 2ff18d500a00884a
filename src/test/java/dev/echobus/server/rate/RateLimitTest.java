package dev.echobus.server.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One connection's limit, by a clock of the test's own. */
class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long TURN = 10_000_000L;

    @Test
    void theBurstIsCreditAndOneMoreIsDebt() {
        var limit = new RateLimit(1_000, 0);
        limit.charge(100);
        assertThat(limit.isInDebt()).isFalse();
        limit.charge(1);
        assertThat(limit.isInDebt()).isTrue();
    }

    @Test
    void aDebtIsRepaidByTimeAndNotSooner() {
        var limit = new RateLimit(1_000, 0);
        limit.charge(100 + 500);
        limit.repay(1_000, SECOND / 2 - 1_000_000);
        assertThat(limit.isInDebt()).isTrue();
        limit.repay(1_000, SECOND / 2);
        assertThat(limit.isInDebt()).isFalse();
    }

    @Test
    void aLongWhileOfSilenceIsWorthOneBurst() {
        var limit = new RateLimit(1_000, 0);
        limit.repay(1_000, 3_600 * SECOND);
        limit.charge(100);
        assertThat(limit.isInDebt()).isFalse();
        limit.charge(1);
        assertThat(limit.isInDebt()).isTrue();
    }

    @Test
    void theHighestLimitAndALongTimeOverflowNothing() {
        long highest = 100_000_000_000L;
        var limit = new RateLimit(highest, 0);
        limit.charge(highest + highest / 10);
        limit.repay(highest, 86_400 * SECOND);
        assertThat(limit.isInDebt()).isFalse();
    }

    @Test
    void withoutALimitNothingIsOwed() {
        var limit = new RateLimit(1_000, 0);
        limit.charge(1_000_000);
        limit.repay(0, 1);
        assertThat(limit.isInDebt()).isFalse();
    }

    @Test
    void aClockThatWasReadEarlierTakesNothingBack() {
        var limit = new RateLimit(1_000, SECOND);
        limit.charge(100);
        limit.repay(1_000, SECOND - TURN);
        assertThat(limit.isInDebt()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1", "1000, 65536", "1000000, 1", "1000000, 65536", "100000000000, 65536"})
    void theAverageIsTheLimit(long perSecondMax, int chunk) {
        var limit = new RateLimit(perSecondMax, 0);
        double received = 0;
        long turns = Math.max(60, 200L * chunk / perSecondMax) * SECOND / TURN;
        for (long turn = 1; turn <= turns; turn++) {
            limit.repay(perSecondMax, turn * TURN);
            while (!limit.isInDebt()) {
                // As much as one loop turn may bring when the limit is high.
                long units = Math.max(chunk, perSecondMax / 1_000);
                limit.charge(units);
                received += units;
            }
        }
        double expected = (double) perSecondMax * turns * TURN / SECOND;
        assertThat(received / expected).isCloseTo(1, within(0.01));
    }
}
