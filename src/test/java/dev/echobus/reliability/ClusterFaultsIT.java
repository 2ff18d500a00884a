package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes and a requester, each on a host of its own: a node is stopped, cut off or killed while requests go on. None
 * is lost, and soon after the fault every node reaches every other again.
 */
class ClusterFaultsIT {

    private static final int NODES = 3;
    private static final int GUEST = NODES + 1;

    private static final int REQUESTS = Scale.of(100_000, 600_000);

    /** Longer than the heartbeat's time-out, so that the node counts as lost. */
    private static final Duration FAULT = Duration.ofSeconds(Scale.of(12, 45));

    /** Until the parts of the cluster are one again, and see it: what is promised, and as much for a busy machine. */
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(120, 400));

    @TempDir
    private Path directory;

    private final List<Program> nodes = new ArrayList<>();

    private BridgedNetwork network;
    private Program requester;

    @BeforeEach
    void startNodes() throws IOException {
        network = BridgedNetwork.of(GUEST);
        for (int host = 1; host <= NODES; host++) {
            nodes.add(Program.serve(
                    launch(host),
                    "--cluster",
                    "--cluster-members",
                    members(),
                    "--set",
                    "cluster.host=" + network.address(host)));
        }
        requester = guest(
                "bus",
                "request",
                "echobus.client.echo",
                "hello",
                "--count",
                String.valueOf(REQUESTS),
                "--in-flight",
                "2");
        Waiting.until("first replies", PATIENCE, () -> requester.out().length() > 1_000);
    }

    @AfterEach
    void stop() {
        try (var hosts = network) {
            if (hosts != null) {
                nodes.forEach(Program::close);
            }
            if (requester != null) {
                requester.close();
            }
        }
    }

    @Test
    void aNodeThatWasStoppedLosesNothingAndIsBackSoon() throws IOException, InterruptedException {
        nodes.get(0).signal("STOP");
        Waiting.pass(FAULT);
        nodes.get(0).signal("CONT");
        assertWholeAgain("stopped for " + FAULT);
        assertNothingLost();
    }

    @Test
    void aNodeThatWasCutOffLosesNothingAndIsBackSoon() throws InterruptedException {
        network.cutOff(1);
        Waiting.pass(FAULT);
        network.putBack(1);
        assertWholeAgain("cut off for " + FAULT);
        assertNothingLost();
    }

    @Test
    void twoNodesThatAreKilledLoseNothing() throws IOException, InterruptedException {
        nodes.get(0).signal("KILL");
        nodes.get(1).signal("KILL");
        long ms = Waiting.until("routes are true", WHOLE_WITHIN, () -> isWhole(1));
        Scale.report("two of three nodes killed: routes true after %d ms", ms);
        assertNothingLost();
    }

    private void assertWholeAgain(String what) {
        long ms = Waiting.until("whole again", WHOLE_WITHIN, () -> isWhole(NODES));
        Scale.report("a node %s: whole again after %d ms", what, ms);
    }

    private void assertNothingLost() throws InterruptedException {
        requester.await("all replies", () -> requester.err().contains(" requests: "));
        assertThat(requester.exitCode()).as(requester.err()).isZero();
        String summary = requester
                .err()
                .lines()
                .filter(line -> line.contains(" requests: "))
                .findFirst()
                .orElseThrow();
        Scale.report("%s", summary);
        assertThat(summary).contains(REQUESTS + " replied, 0 failed");
    }

    /** True when so many nodes answer an audit, and it finds nothing. */
    private boolean isWhole(int expectedNodes) {
        try (Program audit = guest("service", "audit", "--json")) {
            return audit.exitCode() == 0
                    && new JsonObject(audit.out()).getJsonArray("nodes").size() == expectedNodes;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private Program guest(String... command) throws IOException {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--cluster-members", members(), "--cluster-host", network.address(GUEST)));
        return Program.start(launch(GUEST), arguments.toArray(String[]::new));
    }

    private Launch launch(int host) {
        return Launch.in(directory).forMeasuring().by(network.exec(host));
    }

    private String members() {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(host -> network.address(host) + ":5701")
                .collect(Collectors.joining(","));
    }
}
