package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a run is measured. */
class WindowTest {

    /** {@link System#nanoTime} may begin anywhere, also below zero. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000_000, 1L << 62, -(1L << 62)})
    void theMeasuredTimeHoldsItsBeginningAndNotItsEnd(long start) {
        var window = new Window(start, start + 100, start + 200, 50);
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
        var stopped = new Window(0, 100, 200, 50).endingAt(60, 5);
        for (long time = 0; time < 250; time++) {
            assertThat(stopped.outside(time)).as("at %d", time).isOne();
        }
    }
}
