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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the midst of work: who reads gets all it sent, who does not read delays the end by a bounded time. */
@Measures
class DrainUnderLoadIT {

    private static final int BUSY = Scale.of(50, 1_000);
    private static final int STUCK = Scale.of(10, 200);
    private static final int DRAIN_TIMEOUT_MS = Scale.of(4_000, 10_000);
    private static final Duration LATE = Duration.ofSeconds(2);

    /** Clients go on for a while, as those do who have not heard yet. */
    private static final Duration STILL_BUSY = Duration.ofMillis(500);

    private static final int TERMINATED = 143;

    private static final Pattern ACCOUNT = Pattern.compile(
            "drained in (\\d+) ms: (\\d+) messages \\((\\d+) bytes\\) answered meanwhile, (\\d+) connections ended, (\\d+) cut");

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();

    @Test
    void whoReadsGetsAllThatItSent() throws IOException, InterruptedException {
        try (var server = serve();
                var busy = HonestClients.start(addressOf(server), BUSY, seed)) {
            long ms = drain(server, busy);
            assertAccount(server, ms, 0);
        }
    }

    @Test
    void whoNeverReadsDelaysTheEndNoLongerThanTheTimeout() throws IOException, InterruptedException {
        try (var server = serve();
                var busy = HonestClients.start(addressOf(server), BUSY, seed);
                var stuck = new Crowd(addressOf(server), "127.0.0.2").connect(STUCK)) {
            stuck.flood();
            long ms = drain(server, busy);
            assertThat(ms).isBetween((long) DRAIN_TIMEOUT_MS, DRAIN_TIMEOUT_MS + LATE.toMillis());
            assertAccount(server, ms, STUCK);
        }
    }

    /** Ends the server, and returns after how many milliseconds it had ended. */
    private static long drain(Program server, HonestClients busy) throws IOException, InterruptedException {
        long start = System.nanoTime();
        server.signal("TERM");
        Waiting.pass(STILL_BUSY);
        long atStop = busy.exchanges();
        assertThat(busy.finish(Duration.ofMillis(DRAIN_TIMEOUT_MS).plus(LATE))).isTrue();
        assertThat(busy.failures()).isEmpty();
        assertThat(server.exitCode()).isEqualTo(TERMINATED);
        assertThat(atStop).isPositive();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void assertAccount(Program server, long ms, int stuck) {
        String last = server.err().lines().reduce((before, line) -> line).orElseThrow();
        var account = ACCOUNT.matcher(last);
        assertThat(account.find()).as(last).isTrue();
        assertThat(Long.parseLong(account.group(2))).as("messages").isPositive();
        // The node's own client may be one more.
        assertThat(Integer.parseInt(account.group(4))).as("ended").isBetween(BUSY, BUSY + 1);
        assertThat(Integer.parseInt(account.group(5))).as("cut").isEqualTo(stuck);
        Scale.report("%d busy and %d stuck clients, exit after %d ms: %s", BUSY, stuck, ms, account.group());
    }

    private Program serve() throws IOException {
        return Program.serve(Launch.in(directory).forMeasuring(), "--set", "server.drainTimeoutMs=" + DRAIN_TIMEOUT_MS);
    }

    private static InetSocketAddress addressOf(Program server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }
}
