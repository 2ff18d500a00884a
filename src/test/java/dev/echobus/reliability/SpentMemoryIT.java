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

/** Clients that never read, and less memory than they would take: the honest ones go on, and the log stays short. */
@Measures
class SpentMemoryIT {

    private static final int CLIENTS = Scale.of(400, 4_000);
    private static final int HONEST = 10;
    private static final int DIRECT_MIB = 32;
    private static final String BOUND = "server.bufferMemoryMaxBytes";

    /** Each honest client exchanges so many more messages, which takes half a second where nothing is amiss. */
    private static final int EXCHANGES = 25;

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** One line tells of all that was done in ten seconds. */
    private static final int LINES_MAX = 4;

    @TempDir
    private Path directory;

    /** Each holds little once all together hold much, so that nobody need be cut. */
    @Test
    void littleDirectMemoryIsSharedAndHonestClientsGoOn() throws IOException {
        String log = flood("buffers held \\d+ of 16777216 bytes");
        assertThat(log).contains(" cut 0 connections that held 0 bytes, and 0 for which");
    }

    /** Even the little that each must be let is too much in all: those who hold most and take nothing have to go. */
    @Test
    void whatIsTooMuchInAllIsCutInOneLine() throws IOException {
        String log = flood(
                "buffers held \\d+ of 1048576 bytes .* cut [1-9]\\d* connections",
                "--set",
                BOUND + "=1048576",
                "--set",
                "log.level=warn");
        assertThat(log.lines().filter(line -> line.contains(BOUND))).hasSizeBetween(1, LINES_MAX);
        assertThat(log.lines()).hasSizeBetween(1, LINES_MAX);
    }

    /** More is allowed than the JVM has: whom that hits is closed, with many of those who hold it, and others are let in. */
    @Test
    void aConnectionForWhichThereIsNoMemoryIsClosed() throws IOException {
        try (var server = serve("--set", BOUND + "=1000000000", "--set", "log.level=warn");
                var crowd = new Crowd(addressOf(server), "127.0.0.2")) {
            crowd.connect(CLIENTS);
            crowd.flood();
            Waiting.until("new clients are served", DEADLINE, () -> isServed(server));
            server.await("line", () -> server.err().contains(BOUND));
            assertThat(server.err())
                    .containsPattern("and [1-9]\\d* for which the JVM had no direct memory")
                    .doesNotContain("\tat ", "a defect of this program");
            assertThat(server.err().lines()).hasSizeBetween(1, LINES_MAX);
        }
    }

    /** Returns the log, once it has a line like this. */
    private String flood(String line, String... settings) throws IOException {
        long seed = new Random().nextLong();
        try (var server = serve(settings);
                var crowd = new Crowd(addressOf(server), "127.0.0.2");
                var honest = HonestClients.start(addressOf(server), HONEST, seed)) {
            crowd.connect(CLIENTS);
            long bytes = crowd.flood();
            long before = honest.fewestExchanges();
            honest.takeP99Micros();
            long ms = Waiting.until(
                    "honest clients go on", DEADLINE, () -> honest.fewestExchanges() >= before + EXCHANGES);
            Scale.report(
                    "%d MiB of direct memory, %d clients sent %d MiB and read nothing: %d exchanges of each honest one in"
                            + " %d ms, p99 %d us",
                    DIRECT_MIB, CLIENTS, bytes >> 20, EXCHANGES, ms, honest.takeP99Micros());
            server.await(
                    "line", () -> Pattern.compile(line).matcher(server.err()).find());
            assertThat(honest.failures()).isEmpty();
            assertThat(server.err()).doesNotContain("\tat ", "a defect of this program");
            return server.err();
        }
    }

    private Program serve(String... settings) throws IOException {
        var launch = Launch.in(directory).forMeasuring().flag("-XX:MaxDirectMemorySize=" + DIRECT_MIB + "m");
        return Program.serve(launch, settings);
    }

    private static boolean isServed(Program server) {
        try (var one = new Crowd(addressOf(server), "127.0.0.3")) {
            return one.connect(1).isLastEchoed();
        } catch (IOException refused) {
            return false;
        }
    }

    private static InetSocketAddress addressOf(Program server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }
}
