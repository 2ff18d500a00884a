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
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server meets every fault of this package, some at once, while honest clients check every byte. */
@Measures
class AllFaultsIT {

    private static final int HONEST = Scale.of(20, 200);
    private static final int ROUNDS = Scale.of(5, 900);
    private static final int LOSSY_ROUNDS = Scale.of(3, 100);
    private static final int ROUND_MAX_MIB = Scale.of(2, 64);
    private static final int LARGE_ROUND_MIB = Scale.of(64, 1_024);
    private static final int CHURN = Scale.of(500, 200_000);
    private static final int CROWD = Scale.of(30, 500);
    private static final int NEVER_READING = Scale.of(100, 10_000);
    private static final int IDLE = Scale.of(200, 18_000);
    private static final int SPENDING = 600;
    private static final int DESCRIPTORS = 512;
    private static final int BUSY = Scale.of(150, 800);
    private static final int STUCK = Scale.of(10, 200);

    private static final double LOST_PERCENT = 2;

    /** Longer than what makes a connection: the system repeats that after a second only, and churn would take hours. */
    private static final int DATA_BYTES = 100;

    private static final int HEAP_MIB = 128;
    private static final int DIRECT_MIB = 2_048;

    /** The heap, a JVM's own, and what those who never read may cost. */
    private static final long PEAK_BYTES_MAX = (HEAP_MIB + 300L << 20) + NEVER_READING * (160L << 10);

    /** Less would mean that they were gone before all were there. */
    private static final long PEAK_BYTES_MIN = NEVER_READING * (64L << 10);

    private static final int WRITE_TIMEOUT_MS = Scale.of(6_000, 20_000);

    /** The kernel counts a closed window as silence: sooner than the others, it would evict whoever does not read. */
    private static final int USER_TIMEOUT_MS = Scale.of(8_000, 30_000);

    private static final int DRAIN_TIMEOUT_MS = Scale.of(2_000, 10_000);
    private static final Duration STOPPED = Duration.ofSeconds(Scale.of(2, 30));

    /** Clients go on for a while, as those do who have not heard yet. */
    private static final Duration STILL_BUSY = Duration.ofMillis(500);

    private static final Duration LATE = Duration.ofSeconds(2);
    private static final int TERMINATED = 143;
    private static final Duration PATIENCE = Duration.ofMinutes(Scale.of(2, 15));

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();

    private Namespace namespace;
    private Program server;
    private ProcessFigures figures;
    private int descriptors;

    @BeforeEach
    void serveInANamespace() throws IOException {
        namespace = Namespace.create();
        Namespace.requireTool("prlimit");
        Launch launch = Launch.in(directory)
                .forMeasuring()
                .flag("-Xmx" + HEAP_MIB + "m")
                .flag("-XX:MaxDirectMemorySize=" + DIRECT_MIB + "m")
                .by(namespace.exec());
        var settings = new ArrayList<String>();
        for (String setting : List.of(
                "admission.connectionsMax=100000",
                "server.writeTimeoutMs=" + WRITE_TIMEOUT_MS,
                "server.drainTimeoutMs=" + DRAIN_TIMEOUT_MS,
                "server.tcpUserTimeoutMs=" + USER_TIMEOUT_MS,
                "server.keepAliveIdleSeconds=1",
                "server.keepAliveIntervalSeconds=1",
                "server.keepAliveProbes=2")) {
            settings.addAll(List.of("--set", setting));
        }
        server = Program.serve(launch, settings.toArray(String[]::new));
        figures = new ProcessFigures(server.pid());
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void honestClientsGetTheirBytesThroughAll() throws IOException, InterruptedException {
        try (var honest = client("honest", String.valueOf(HONEST), String.valueOf(seed))) {
            Waiting.until("honest clients", PATIENCE, () -> honest.out().contains("started"));
            // One for a round that is under way.
            descriptors = figures.descriptors() + 1;
            try (var rounds = rounds(ROUNDS, seed)) {
                losePacketsAndPeers();
                leaveUnread();
                idle();
                spendDescriptors();
                assertAllEqual(rounds, ROUNDS);
            }
            sendBackMoreThanTheHeap();
            drain(honest);
        }
    }

    private void losePacketsAndPeers() throws IOException, InterruptedException {
        long start = System.nanoTime();
        namespace.losePackets(LOST_PERCENT, DATA_BYTES);
        try (var lossy = rounds(LOSSY_ROUNDS, ~seed);
                var churn = client("churn", String.valueOf(CHURN));
                var neverReading = crowd("127.0.0.2", CROWD);
                var killed = crowd("127.0.0.3", CROWD);
                var swallowed = crowd("127.0.0.4", CROWD);
                var stopped = crowd("127.0.0.5", CROWD);
                var stoppedOwed = crowd("127.0.0.6", CROWD)) {
            stopped.signal("STOP");
            neverReading.type("flood\n");
            killed.signal("KILL");
            stoppedOwed.type("flood\n");
            Waiting.until("flooded", PATIENCE, () -> stoppedOwed.out().contains("flooded"));
            stoppedOwed.signal("STOP");
            swallowed.type("echo\n");
            namespace.swallow("127.0.0.4");
            Waiting.pass(STOPPED);
            stopped.signal("CONT");
            stopped.type("echo\n");
            awaitLine(stopped, "echoed " + CROWD);
            awaitLine(churn, "churned " + CHURN);
            assertAllEqual(lossy, LOSSY_ROUNDS);
            awaitDescriptors(descriptors + CROWD);
        }
        namespace.forgetRules();
        awaitDescriptors(descriptors);
        report("packets lost, peers killed, swallowed and stopped, churn", start);
    }

    private void leaveUnread() throws IOException {
        long start = System.nanoTime();
        try (var crowd = crowd("127.0.0.7", NEVER_READING, "small")) {
            crowd.type("flood\n");
            Waiting.until("flooded", PATIENCE, () -> crowd.out().contains("flooded"));
            awaitDescriptors(descriptors);
        }
        report("crowd that never reads", start);
    }

    private void idle() throws IOException {
        long start = System.nanoTime();
        try (var crowd = crowd("127.0.0.8", IDLE)) {
            Waiting.until("accepted", PATIENCE, () -> figures.descriptors() >= IDLE);
            crowd.type("echo\n");
            awaitLine(crowd, "echoed " + IDLE);
        }
        awaitDescriptors(descriptors);
        report("idle crowd", start);
    }

    /** Whoever is connected is served on; who comes has to wait. */
    private void spendDescriptors() throws IOException {
        limitDescriptors(String.valueOf(DESCRIPTORS));
        try (var crowd = crowd("127.0.0.9", SPENDING)) {
            Waiting.until("shortage", PATIENCE, () -> figures.descriptors() >= DESCRIPTORS - 1);
            assertThat(crowd.isAlive()).isTrue();
        }
        awaitDescriptors(descriptors);
        limitDescriptors("");
    }

    private void limitDescriptors(String soft) {
        String hard = Command.output(List.of(
                        "prlimit", "--pid", String.valueOf(server.pid()), "--nofile", "-o", "HARD", "--noheadings"))
                .strip();
        String limit = soft.isEmpty() ? hard : soft;
        Command.output(List.of("prlimit", "--pid", String.valueOf(server.pid()), "--nofile=" + limit + ":" + hard));
    }

    private void sendBackMoreThanTheHeap() throws IOException {
        long start = System.nanoTime();
        try (var large = client(
                "rounds",
                "1",
                String.valueOf(LARGE_ROUND_MIB),
                String.valueOf(seed),
                String.valueOf(LARGE_ROUND_MIB))) {
            assertAllEqual(large, 1);
        }
        report("one round of " + LARGE_ROUND_MIB + " MiB, heap of " + HEAP_MIB + " MiB", start);
    }

    private void drain(Program honest) throws IOException, InterruptedException {
        try (var busy = client("honest", String.valueOf(BUSY), String.valueOf(seed + HONEST));
                var stuck = crowd("127.0.0.10", STUCK)) {
            Waiting.until("busy clients", PATIENCE, () -> busy.out().contains("started"));
            stuck.type("flood\n");
            Waiting.until("flooded", PATIENCE, () -> stuck.out().contains("flooded"));
            long peakBytes = figures.peakResidentBytes();
            long start = System.nanoTime();
            server.signal("TERM");
            Waiting.pass(STILL_BUSY);
            for (Program clients : List.of(honest, busy)) {
                clients.type("finish\n");
            }
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
            long ms = (System.nanoTime() - start) / 1_000_000;
            for (Program clients : List.of(honest, busy)) {
                Waiting.until("account", PATIENCE, () -> clients.out().contains("failures"));
                assertThat(clients.out())
                        .as("seed %d", seed)
                        .contains("finished true ")
                        .endsWith("failures []\n");
                Scale.report("%s", clients.out().lines().toList());
            }
            String account = server.err().lines().reduce((before, line) -> line).orElseThrow();
            Scale.report("exit %d ms after SIGTERM; peak RSS %d MiB: %s", ms, peakBytes >> 20, account);
            assertThat(ms).isLessThan(DRAIN_TIMEOUT_MS + LATE.toMillis());
            assertThat(peakBytes).isBetween(PEAK_BYTES_MIN, PEAK_BYTES_MAX);
            assertThat(account).contains("drained in", STUCK + " cut");
            assertThat(server.err()).doesNotContain("LEAK", "Exception", "OutOfMemory");
        }
    }

    private void assertAllEqual(Program rounds, int count) {
        Waiting.until("rounds", PATIENCE, () -> !rounds.isAlive());
        assertThat(rounds.out()).as("seed %d: %s", seed, rounds.err()).startsWith("equal " + count + " of " + count);
        Scale.report("%s", rounds.out().strip());
    }

    private void awaitLine(Program program, String line) {
        Waiting.until(line, PATIENCE, () -> program.out().contains(line + "\n"));
    }

    private void awaitDescriptors(int most) {
        Waiting.until("all freed", PATIENCE, () -> figures.descriptors() <= most);
    }

    private static void report(String what, long startNanos) {
        Scale.report("%s: %d s", what, (System.nanoTime() - startNanos) / 1_000_000_000);
    }

    private Program rounds(int count, long roundsSeed) throws IOException {
        return client("rounds", String.valueOf(count), String.valueOf(ROUND_MAX_MIB), String.valueOf(roundsSeed));
    }

    private Program crowd(String from, int count, String... buffers) throws IOException {
        var arguments = new ArrayList<>(List.of("crowd", from, String.valueOf(count)));
        arguments.addAll(List.of(buffers));
        var crowd = client(arguments.toArray(String[]::new));
        Waiting.until("crowd", PATIENCE, () -> crowd.out().contains("connected " + count));
        return crowd;
    }

    private Program client(String... arguments) throws IOException {
        Launch launch = Launch.ofTests(directory, ClientMain.class).by(namespace.exec());
        var all = new ArrayList<>(List.of(arguments));
        all.add(1, String.valueOf(server.port()));
        return Program.start(launch, all.toArray(String[]::new));
    }
}
