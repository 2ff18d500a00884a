package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member of the cluster that never reads, three processes: one asks, one answers, and one is stopped while 50 MiB a
 * second are sent to it. Whoever sends holds no more than the bound, and the requests to the other member notice nothing.
 */
@Measures
class NeverReadingMemberIT {

    private static final int SECONDS = Scale.of(3, 60);
    private static final int WARM_UP_SECONDS = Scale.of(3, 20);

    private static final long GROWTH_MAX_BYTES = 64 << 20;

    /** Below this a ratio of two times says nothing: between runs the figure wanders as much. */
    private static final long P99_FLOOR_MICROS = Scale.of(100_000, 2_500);

    private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(60, 120));

    @TempDir
    private Path directory;

    @Test
    void itCostsItsSendersABoundedMemoryAndTheOthersNoTime() throws IOException, InterruptedException {
        try (var node = Program.serve(
                        Launch.in(directory).forMeasuring(),
                        "--cluster",
                        "--cluster-port",
                        "0",
                        "--set",
                        "cluster.heartbeatTimeoutMs=600000",
                        "--set",
                        "cluster.auditIntervalMs=0");
                var silent = guest("answer", node);
                var sender = guest("ask", node)) {
            silent.await("consumer", () -> silent.out().contains("ready"));
            sender.await("asker", () -> sender.out().contains("joined"));
            phase(sender, "flood", WARM_UP_SECONDS);
            String quiet = phase(sender, "quiet", SECONDS);
            String reading = phase(sender, "flood", SECONDS);
            var figures = new ProcessFigures(sender.pid());
            long beforeBytes = figures.residentBytes();

            silent.signal("STOP");
            phase(sender, "flood", 1);
            long fullBytes = figures.residentBytes();
            String stopped = phase(sender, "flood", SECONDS);
            long afterBytes = figures.residentBytes();
            silent.signal("CONT");

            Scale.report("%s", quiet);
            Scale.report("reading %s", reading);
            Scale.report("stopped %s", stopped);
            Scale.report(
                    "resident before %d MiB, a second after it was stopped %d MiB, at the end %d MiB",
                    beforeBytes >> 20, fullBytes >> 20, afterBytes >> 20);
            assertThat(failed(stopped)).as(stopped).isZero();
            assertThat(number("large: \\d+ answered, (\\d+) overloaded", stopped))
                    .as(stopped)
                    .isPositive();
            assertThat(Math.max(fullBytes, afterBytes) - beforeBytes).isLessThan(GROWTH_MAX_BYTES);
            assertThat(p99(stopped))
                    .as("%s, %s", quiet, stopped)
                    .isLessThan(Math.max(2 * p99(quiet), P99_FLOOR_MICROS));
        }
    }

    private Program guest(String role, Program node) throws IOException {
        long port = number("(?m)^member \\S+ 127\\.0\\.0\\.1:(\\d+)", node.out());
        return Program.start(Launch.ofTestsAndJar(directory, BusGuestMain.class), role, String.valueOf(port));
    }

    /** Has requests sent for so long; what came of them. */
    private static String phase(Program sender, String kind, int seconds) throws IOException {
        String before = sender.out();
        sender.type(kind + " " + seconds + "\n");
        Waiting.until(
                "phase " + kind,
                PATIENCE,
                () -> sender.out().length() > before.length() && sender.out().endsWith("\n"));
        return sender.out().substring(before.length()).strip();
    }

    private static long failed(String phase) {
        return number("requests, (\\d+) failed", phase);
    }

    private static long p99(String phase) {
        return number("p99 (\\d+) us", phase);
    }

    private static long number(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
