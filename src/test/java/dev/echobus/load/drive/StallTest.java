package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A server that answers at once but for one long pause, as in Gil Tene's talks on how not to measure latency: a client
 * that waits for the server sends next to nothing during the pause, and so hardly sees it.
 */
class StallTest {

    /** A tenth of the run. */
    private static final long PAUSE_NANOS = 300_000_000;

    private static final int PAUSED_MESSAGE = 1_000;

    private final Plans plans = new Plans();

    @Test
    void aPauseShowsInWhatWasIntendedThoughNotInWhatWasSent() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 1;
        plans.rate = 500.0;
        plans.durationMs = 3_000;
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = new byte[64];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number == PAUSED_MESSAGE) {
                    pause();
                }
                out.write(message);
            }
        })) {
            LoadResult result = plans.run(server);
            // One in ten messages was due in the pause; the best of them waited for nothing, the worst for all of it.
            assertThat(result.latency().getValueAtPercentile(99)).isBetween(PAUSE_NANOS / 2, 2 * PAUSE_NANOS);
            assertThat(result.latency().getValueAtPercentile(95)).isGreaterThan(PAUSE_NANOS / 10);
            assertThat(result.uncorrected().getMaxValue()).isGreaterThanOrEqualTo(PAUSE_NANOS * 9 / 10);
            assertThat(result.uncorrected().getCountBetweenValues(PAUSE_NANOS / 2, LoadLimits.LATENCY_MAX_NANOS))
                    .isLessThan(5);
            assertThat(result.latency().getCountBetweenValues(PAUSE_NANOS / 2, LoadLimits.LATENCY_MAX_NANOS))
                    .isGreaterThan(50);
            assertThat(result.totals().heldSends()).isGreaterThan(100);
            assertThat(result.latency().getTotalCount()).isEqualTo(1_500);
            assertThat(result.timeline()).anyMatch(point -> point.isMeasured() && point.messagesEchoed() == 0);
            assertThat(result.errors()).isZero();
        }
    }

    private static void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        long left = PAUSE_NANOS;
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }
}
