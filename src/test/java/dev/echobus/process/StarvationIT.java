package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A generator that has to share its processor says so, and does not blame the server. */
@Measures
@EnabledOnOs(OS.LINUX)
class StarvationIT {

    @TempDir
    private Path directory;

    @Test
    void aBusyNeighbourShowsInTheVerdictAndInEachStep() throws IOException, InterruptedException {
        Launch pinned = Launch.in(directory).forMeasuring().by(List.of("taskset", "-c", processor()));
        // One process, which the kernel ends after so much processor time whatever becomes of this one.
        Process neighbour = new ProcessBuilder(
                        "taskset", "-c", processor(), "sh", "-c", "ulimit -t 30; while :; do :; done")
                .start();
        try (Program server = Program.serve(directory);
                Program bench = Program.start(
                        pinned, "bench", "tcp://127.0.0.1:" + server.port(), "-d", "3s", "-w", "1s", "--json", "-")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            var report = new JsonObject(bench.out());
            JsonObject generator = report.getJsonObject("generator");
            assertThat(generator.getString("figures")).as(generator.encode()).isIn("machine", "shared");
            assertThat(generator.getDouble("waitShare")).isBetween(0.05, 1.0);
            assertThat(report.getJsonArray("warnings").getString(0))
                    .startsWith("these figures are the machine's")
                    .contains("event loops waited ", " of the time for a processor");
            assertThat(report.getJsonArray("timeline").stream().map(JsonObject.class::cast))
                    .anyMatch(step -> step.getDouble("generatorWaitShare") > 0.05);
            assertThat(neighbour.descendants()).isEmpty();
        } finally {
            neighbour.destroyForcibly();
            neighbour.waitFor();
        }
    }

    /** One that this process may use. */
    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String list = lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .orElseThrow();
            return list.replaceAll("^\\D+(\\d+).*$", "$1");
        }
    }
}
