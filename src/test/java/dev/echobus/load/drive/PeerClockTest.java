package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.ClockComparison.Basis;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Clocks whose true offset is known, compared over a network whose delays are known. */
class PeerClockTest {

    private static final long SECOND = 1_000_000_000;

    private final SplittableRandom random = new SplittableRandom(11);
    private final PeerClock clock = new PeerClock(1, 0, "model");

    /** One exchange that begins now: 20 us at least there, 60 us back, and the delays of a busy network. */
    private void exchange(long nowNanos, long offsetNanos) {
        long there = 20_000 + random.nextLong(200_000);
        long back = 60_000 + random.nextLong(200_000);
        clock.add(offsetNanos - back, offsetNanos + there, nowNanos + there + back);
    }

    private ClockComparison result() {
        return PeerClock.together(List.of(clock)).get(0);
    }

    @Test
    void theTrueOffsetIsWithinTheBoundAtEachMoment() {
        long offset = -987_654_321;
        for (int i = 0; i < 5_000; i++) {
            exchange(i * 1_000_000L, offset);
            clock.use();
            assertThat(Math.abs(clock.offsetNanos() - offset)).isLessThanOrEqualTo(result().boundNanos());
        }
        // The quickest of 1,000 either way are close to 20 and 60 us.
        assertThat(result().boundNanos()).isBetween(39_000L, 42_000L);
        assertThat(result().basis()).isEqualTo(Basis.EXCHANGES);
    }

    @Test
    void aDriftIsFollowedAndTold() {
        long[] offset = {5_000_000};
        for (int i = 0; i < 20_000; i++) {
            long now = i * 1_000_000L;
            // 100 us a second.
            offset[0] = 5_000_000 + now / 10_000;
            exchange(now, offset[0]);
        }
        var drift = Objects.requireNonNull(result().drift());
        assertThat(drift.isSeen()).isTrue();
        assertThat(Math.abs(drift.perMillion() - 100)).isLessThan(drift.boundPerMillion());
        // Within what a clock drifts in two windows.
        assertThat(Math.abs(result().offsetNanos() - offset[0])).isLessThan(250_000);
    }

    @Test
    void withoutADriftNoneIsSeen() {
        for (int i = 0; i < 5_000; i++) {
            exchange(i * 1_000_000L, 77);
        }
        assertThat(Objects.requireNonNull(result().drift()).isSeen()).isFalse();
    }

    @Test
    void aClockOfAnotherMachineWithOurIdIsRefutedByTheExchanges() {
        var ours = new PeerClock(OwnClock.id().getAsLong(), 0, "clone");
        ours.add(-50_000, 50_000, SECOND);
        assertThat(PeerClock.together(List.of(ours)).get(0).basis()).isEqualTo(Basis.SAME);
        ours.add(900_000, 1_000_000, 2 * SECOND);
        ClockComparison refuted = PeerClock.together(List.of(ours)).get(0);
        assertThat(refuted.basis()).isEqualTo(Basis.REFUTED);
        assertThat(refuted.offsetNanos()).isEqualTo(950_000);
    }

    @Test
    void whatTwoLoopsFoundOfOneClockIsOne() {
        var other = new PeerClock(1, 0, "model");
        clock.add(0, 100_000, SECOND);
        clock.use();
        other.add(30_000, 50_000, SECOND);
        other.use();
        ClockComparison both = PeerClock.together(List.of(clock, other)).get(0);
        assertThat(both.messages()).isEqualTo(2);
        assertThat(both.offsetNanos()).isEqualTo(40_000);
        assertThat(both.boundNanos()).isEqualTo(10_000);
        assertThat(both.splitBoundNanos()).isEqualTo(50_000);
    }
}
