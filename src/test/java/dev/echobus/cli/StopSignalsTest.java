package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.StopSignals.Wish;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

    private long nowNanos = Long.MAX_VALUE - 1;

    private final StopSignals signals = new StopSignals(() -> nowNanos);

    @Test
    void whatComesWithinASecondIsTheFirstSignalAgain() {
        assertThat(signals.onSignal()).isEqualTo(Wish.DRAIN);
        assertThat(signals.onSignal()).isEqualTo(Wish.NOTHING_NEW);
        passes(999);
        assertThat(signals.onSignal()).isEqualTo(Wish.NOTHING_NEW);
    }

    @Test
    void afterASecondASignalStopsAtOnce() {
        assertThat(signals.onSignal()).isEqualTo(Wish.DRAIN);
        passes(1_000);
        assertThat(signals.onSignal()).isEqualTo(Wish.STOP_AT_ONCE);
    }

    /** Else who goes on signalling would never be heard. */
    @Test
    void theSecondCountsFromTheFirstSignalNotFromTheLast() {
        assertThat(signals.onSignal()).isEqualTo(Wish.DRAIN);
        passes(900);
        assertThat(signals.onSignal()).isEqualTo(Wish.NOTHING_NEW);
        passes(100);
        assertThat(signals.onSignal()).isEqualTo(Wish.STOP_AT_ONCE);
    }

    private void passes(long milliseconds) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
