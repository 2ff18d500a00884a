package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections that do nothing for a while, and then all want their echo. */
@Measures
class IdleCrowdIT {

    private static final int CONNECTIONS = Scale.of(500, 18_000);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Three times what was measured; a small crowd's share of what a JVM takes by itself is larger. */
    private static final long BYTES_A_CONNECTION_MAX = Scale.of(100_000, 15_000);

    @TempDir
    private Path directory;

    @Test
    void oneProcessHoldsThemAndEchoesToEach() throws IOException {
        assertEachIsEchoed(1, 20);
    }

    @Test
    void threeProcessesHoldThreeTimesAsMany() throws IOException {
        assertEachIsEchoed(3, 2);
    }

    /** @param from loopback addresses that were connected from before have few free ports for a minute */
    private void assertEachIsEchoed(int processes, int from) throws IOException {
        List<Program> servers = new ArrayList<>();
        List<Program> crowds = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                var server = Program.serve(Launch.in(directory).forMeasuring(), "--set", "log.level=warn");
                servers.add(server);
                long idleBytes = new ProcessFigures(server.pid()).residentBytes();
                crowds.add(crowdOf(server, "127.0.0." + (from + i)));
                long bytes = (new ProcessFigures(server.pid()).residentBytes() - idleBytes) / CONNECTIONS;
                Scale.report("server %d of %d: %d bytes of RSS an idle connection", i + 1, processes, bytes);
                assertThat(bytes).isLessThan(BYTES_A_CONNECTION_MAX);
            }
            long start = System.nanoTime();
            for (Program crowd : crowds) {
                crowd.type("echo\n");
            }
            for (Program crowd : crowds) {
                Waiting.until("echoes", PATIENCE, () -> crowd.out().contains("echoed "));
                assertThat(crowd.out()).endsWith("echoed " + CONNECTIONS + "\n");
            }
            long ms = (System.nanoTime() - start) / 1_000_000;
            Scale.report("%d connections, each echoed, in %d ms", processes * CONNECTIONS, ms);
        } finally {
            crowds.forEach(Program::close);
            servers.forEach(Program::close);
        }
    }

    private Program crowdOf(Program server, String from) throws IOException {
        var crowd = Program.start(
                Launch.ofTests(directory, ClientMain.class),
                "crowd",
                String.valueOf(server.port()),
                from,
                String.valueOf(CONNECTIONS));
        Waiting.until("connections", PATIENCE, () -> crowd.out().startsWith("connected " + CONNECTIONS));
        // Connected to the system is not yet accepted by the service.
        var figures = new ProcessFigures(server.pid());
        Waiting.until("accepted", PATIENCE, () -> figures.descriptors() > CONNECTIONS);
        return crowd;
    }
}
