package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes and a requester, each on a host of its own: a node is stopped, cut off or killed while requests go on. None
 * is lost, and soon after the fault every node reaches every other again, and nothing is there twice. One cluster meets one
 * fault after the other.
 */
@Measures
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {

    private static final int NODES = 3;
    private static final int GUEST = NODES + 1;

    private static final int REQUESTS = Scale.of(100_000, 600_000);

    /** How long a fault goes on once the node counts as lost. */
    private static final Duration FAULT = Duration.ofSeconds(Scale.of(3, 40));

    /** Until the parts of the cluster are one again, and see it: what is promised, and as much for a busy machine. */
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(120, 400));

    @TempDir
    private static Path directory;

    private static final Program[] nodes = new Program[NODES];

    private static BridgedNetwork network;

    private static Identities identities;

    private Program requester;

    @BeforeAll
    static void makeHosts() {
        network = BridgedNetwork.of(GUEST);
    }

    /** Those that were killed, too. */
    @BeforeEach
    void startNodes() throws IOException {
        for (int host = 1; host <= NODES; host++) {
            if (nodes[host - 1] == null) {
                nodes[host - 1] = Program.serve(
                        launch(host),
                        "--cluster",
                        "--cluster-members",
                        members(),
                        "--set",
                        "cluster.host=" + network.address(host));
            }
        }
        requester = guest(
                Launch.in(directory).forMeasuring(),
                "bus",
                "request",
                "echobus.client.echo",
                "hello",
                "--count",
                String.valueOf(REQUESTS),
                "--in-flight",
                "2");
        Waiting.until("first replies", PATIENCE, () -> requester.out().length() > 1_000);
        if (identities == null) {
            identities = new Identities(command -> guest(Launch.in(directory), command));
        }
    }

    @AfterEach
    void stopRequester() {
        if (requester != null) {
            requester.close();
        }
    }

    @AfterAll
    static void stop() {
        try (var hosts = network) {
            if (identities != null) {
                identities.close();
            }
            if (hosts != null) {
                Stream.of(nodes).filter(Objects::nonNull).forEach(Program::close);
            }
        }
    }

    @Test
    void aNodeThatWasStoppedLosesNothingAndIsBackSoon() throws IOException, InterruptedException {
        long losses = told("lost");
        long joins = told("joined");
        nodes[0].signal("STOP");
        long ms = passOnceLost(losses);
        nodes[0].signal("CONT");
        assertWholeAgain("stopped for " + ms + " ms", joins);
        assertNothingLost();
    }

    @Test
    void aNodeThatWasCutOffLosesNothingAndIsBackSoon() throws IOException, InterruptedException {
        long losses = told("lost");
        long joins = told("joined");
        network.cutOff(1);
        long ms = passOnceLost(losses);
        network.putBack(1);
        assertWholeAgain("cut off for " + ms + " ms", joins);
        assertNothingLost();
    }

    /** After the others, so that nobody has to start what it kills. */
    @Test
    @Order(Integer.MAX_VALUE)
    void twoNodesThatAreKilledLoseNothing() throws IOException, InterruptedException {
        for (int index = 0; index < NODES - 1; index++) {
            nodes[index].signal("KILL");
            nodes[index].exitCode();
            nodes[index].close();
            nodes[index] = null;
        }
        long ms = Waiting.until("routes are true", WHOLE_WITHIN, () -> isWhole(1));
        Scale.report("two of three nodes killed: routes true after %d ms", ms);
        assertNothingLost();
    }

    /** How often the last node, which meets no fault, has told this of the first. */
    private static long told(String event) {
        String line = "member " + event + " " + name(nodes[0]);
        return nodes[NODES - 1].err().lines().filter(it -> it.contains(line)).count();
    }

    /** Lets the fault go on until the node counts as lost, and for a while then; returns how long that was. */
    private static long passOnceLost(long before) {
        long ms = Waiting.until("the node counts as lost", PATIENCE, () -> told("lost") > before);
        Waiting.pass(FAULT);
        return ms + FAULT.toMillis();
    }

    private static void assertWholeAgain(String what, long joinsBefore) throws IOException, InterruptedException {
        // An audit's guest that comes to the part of one would keep it from joining the others.
        long ms = Waiting.until("whole again", WHOLE_WITHIN, () -> told("joined") > joinsBefore && isWhole(NODES));
        Scale.report("a node %s: whole again after %d ms", what, ms);
        identities.assertNothingIsThereTwice(
                Stream.of(nodes).map(ClusterFaultsIT::name).toList());
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
    private static boolean isWhole(int expectedNodes) {
        try (Program audit = guest(Launch.in(directory), "service", "audit", "--json")) {
            // Who is absent fails it too, and two are when two were killed.
            int status = audit.exitCode();
            if (audit.out().isEmpty()) {
                return false;
            }
            var found = new JsonObject(audit.out());
            return found.getJsonArray("findings").isEmpty()
                    && found.getJsonArray("nodes").size() == expectedNodes
                    && status == (expectedNodes == NODES ? 0 : 1);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static Program guest(Launch launch, String... command) throws IOException {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--cluster-members", members(), "--cluster-host", network.address(GUEST)));
        return Program.start(launch.by(network.exec(GUEST)), arguments.toArray(String[]::new));
    }

    /** What {@code serve} calls the node: the second word of its line {@code member NODE host:port}. */
    private static String name(Program node) {
        return node.out()
                .lines()
                .filter(line -> line.startsWith("member "))
                .map(line -> line.split(" ")[1])
                .findFirst()
                .orElseThrow();
    }

    private static Launch launch(int host) {
        return Launch.in(directory).forMeasuring().by(network.exec(host));
    }

    private static String members() {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(host -> network.address(host) + ":5701")
                .collect(Collectors.joining(","));
    }
}
