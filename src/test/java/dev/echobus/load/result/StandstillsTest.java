package dev.echobus.load.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that answers nothing for a while: a closed loop sends nothing either, and must say so. */
class StandstillsTest {

    private static final long PAUSE_MILLIS = 900;

    private final AtomicInteger messages = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private final Plans plans = new Plans();

    @Test
    void aClosedLoopSaysForHowLongAndSinceWhenNothingCameBack() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 1;
        plans.durationMs = 1_500;
        plans.drainMs = 2_000;
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = new byte[64];
            while (true) {
                in.readFully(message);
                if (messages.incrementAndGet() == 100) {
                    pause();
                }
                out.write(message);
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.warnings())
                    .anyMatch(warning -> warning.matches("nothing came back for [0-9.]+ s from second [0-9.]+ on:"
                            + " a closed loop sends nothing meanwhile, so that its percentiles hardly show it"));
        }
    }

    @Test
    void aLowRateIsNoStandstill() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.rate = 1.0;
        plans.durationMs = 2_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            assertThat(plans.run(server).warnings()).noneMatch(warning -> warning.startsWith("nothing came back"));
        }
    }

    private void pause() {
        try {
            assertThat(never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
