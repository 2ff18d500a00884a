package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.result.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a run is measured. */
class WindowTest {

    /** {@link System#nanoTime} may begin anywhere, also below zero. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000_000, 1L << 62, -(1L << 62)})
    void theMeasuredTimeHoldsItsBeginningAndNotItsEnd(long start) {
        var window = new Window(start, start + 100, start + 200, 50, 10);
        assertThat(window.outside(start)).isOne();
        assertThat(window.outside(start + 99)).isOne();
        assertThat(window.outside(start + 100)).isZero();
        assertThat(window.outside(start + 199)).isZero();
        assertThat(window.outside(start + 200)).isOne();
        assertThat(window.outside(start + 1_000_000)).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1L << 62, -(1L << 62)})
    void nothingIsMeasuredBeforeARun(long time) {
        assertThat(Window.NONE.outside(time)).isOne();
    }

    @Test
    void aRunThatIsStoppedInItsWarmUpMeasuresNothing() {
        var stopped = new Window(0, 100, 200, 50, 10).endingAt(60, 5);
        for (long time = 0; time < 250; time++) {
            assertThat(stopped.outside(time)).as("at %d", time).isOne();
        }
    }

    /** The time measured, and what lies around it, is cut without a gap, whatever rest the phases leave. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000_000, 1L << 61, -(1L << 61)})
    void ticksFollowOneAnotherAndNoneLiesInTwoPhases(long start) {
        var window = new Window(start, start + 47, start + 152, 50, 10);
        long time = start;
        int ticks = 0;
        while (window.phaseAt(time) != Phase.DRAIN) {
            long end = window.tickEnd(time);
            assertThat(end - time).isBetween(1L, 10L);
            assertThat(window.tickStart(time)).isEqualTo(time);
            assertThat(window.tickStart(end - 1)).isEqualTo(time);
            assertThat(window.phaseAt(end - 1)).isEqualTo(window.phaseAt(time));
            time = end;
            ticks++;
        }
        assertThat(time).isEqualTo(start + 152);
        assertThat(ticks).isEqualTo(5 + 11);
        assertThat(window.tickStart(time + 77)).isEqualTo(time);
    }
}
