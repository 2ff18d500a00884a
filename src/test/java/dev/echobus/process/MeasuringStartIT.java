package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The moment when measuring begins costs nothing: loading one class then holds up all that is under way. What is tested
 * is which classes are loaded when, by the JVM's own log, and not how long anything takes.
 */
@Measures
class MeasuringStartIT {

    private static final long SECOND_MILLIS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void noClassOfOursIsLoadedWhileMessagesAreMeasured() throws IOException, InterruptedException {
        Launch launch = Launch.in(directory).forMeasuring().flag("-Xlog:class+load:file=classes.log:utctime");
        try (Program server = Program.serve(directory);
                Program bench = Program.start(
                        launch,
                        ("bench tcp://127.0.0.1:" + server.port() + " -c 4 -r 1k -w 2s -d 2s --json report.json")
                                .split(" "))) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
        }
        var report = new JsonObject(Files.readString(directory.resolve("report.json")));
        Instant from = Instant.parse(report.getString("startedAt")).plusMillis(2 * SECOND_MILLIS);
        // Sending ends then at the earliest; what the drain and the report need comes after it.
        Instant to = from.plusMillis(2 * SECOND_MILLIS);
        List<String> classes = Files.readAllLines(directory.resolve("classes.log"));
        assertThat(classes).anyMatch(line -> line.contains(" dev.echobus.load."));
        assertThat(classes)
                .filteredOn(line -> line.contains(" dev.echobus."))
                .noneMatch(line -> isWithin(line, from, to));
    }

    /** A line begins with its time in brackets, such as [2026-01-31T10:00:00.123+0000]. */
    private static boolean isWithin(String line, Instant from, Instant to) {
        Instant at = Instant.parse(line.substring(1, line.indexOf('+')) + "Z");
        return at.isAfter(from) && at.isBefore(to);
    }
}
