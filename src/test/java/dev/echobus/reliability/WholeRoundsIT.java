package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends, closes its sending side at once and reads at its own pace gets every byte back, also over a bad net. */
@Measures
class WholeRoundsIT {

    private static final double LOST_PERCENT = 2;
    private static final int GIBIBYTE = 1 << 30;

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();

    @Test
    void everyByteComesBack() throws IOException, InterruptedException {
        assertRoundsAreEqual(Launch.in(directory), Scale.of(20, 900), Scale.of(3, 64));
    }

    @Test
    void everyByteComesBackThoughPacketsAreLost() throws IOException, InterruptedException {
        try (var namespace = Namespace.create()) {
            namespace.losePackets(LOST_PERCENT);
            assertRoundsAreEqual(Launch.in(directory).by(namespace.exec()), Scale.of(5, 100), Scale.of(2, 64));
        }
    }

    /** More than the server could hold. */
    @Test
    void aRoundLargerThanTheServersHeapComesBack() throws IOException, InterruptedException, ExecutionException {
        long bytes = Scale.of(GIBIBYTE / 16, GIBIBYTE);
        Launch launch = Launch.in(directory).forMeasuring().flag(Scale.isFull() ? "-Xmx128m" : "-Xmx48m");
        try (var server = Program.serve(launch)) {
            var rounds = new Rounds(new InetSocketAddress("127.0.0.1", server.port()));
            long start = System.nanoTime();
            assertThat(rounds.run(seed, bytes)).as("equal, seed %d", seed).isTrue();
            long ms = (System.nanoTime() - start) / 1_000_000;
            rounds.end();
            Scale.report(
                    "one round of %d bytes in %d ms, server's peak RSS %d MiB",
                    bytes, ms, new ProcessFigures(server.pid()).peakResidentBytes() >> 20);
        }
    }

    private void assertRoundsAreEqual(Launch launch, int count, int maxMebibytes)
            throws IOException, InterruptedException {
        var patience = Duration.ofMinutes(Scale.of(2, 30));
        long start = System.nanoTime();
        try (var server = Program.serve(launch.forMeasuring());
                var client = Program.start(
                        Launch.ofTests(directory, ClientMain.class).by(launch.before()),
                        "rounds",
                        String.valueOf(server.port()),
                        String.valueOf(count),
                        String.valueOf(maxMebibytes),
                        String.valueOf(seed))) {
            Waiting.until("rounds, seed " + seed, patience, () -> !client.isAlive());
            assertThat(client.out())
                    .as("seed %d: %s", seed, client.err())
                    .startsWith("equal " + count + " of " + count);
            long ms = (System.nanoTime() - start) / 1_000_000;
            Scale.report("%s, %d ms", client.out().strip(), ms);
        }
    }
}
