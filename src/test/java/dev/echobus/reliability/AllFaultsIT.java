package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

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

/** One server meets every fault of this package, in turn and several at once, while honest clients check every byte. */
class AllFaultsIT {

    private static final int PASSES = Scale.of(1, 5);
    private static final int HONEST = Scale.of(20, 200);
    private static final int CROWD = Scale.of(30, 500);
    private static final int CHURN = Scale.of(500, 20_000);
    private static final int ROUNDS = Scale.of(3, 30);
    private static final int ROUND_MAX_MIB = Scale.of(2, 16);
    private static final double LOST_PERCENT = 2;

    /** Longer than what makes a connection: the system repeats that after a second only, and churn would take hours. */
    private static final int DATA_BYTES = 100;

    private static final int DESCRIPTORS = Scale.of(512, 4_096);
    private static final int TERMINATED = 143;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();

    private Namespace namespace;
    private Program server;
    private ProcessFigures figures;

    @BeforeEach
    void serveInANamespace() throws IOException {
        namespace = Namespace.create();
        Namespace.requireTool("prlimit");
        Launch launch = Launch.in(directory)
                .forMeasuring()
                .by(List.of("prlimit", "--nofile=" + DESCRIPTORS))
                .by(namespace.exec());
        server = Program.serve(
                launch,
                "--set",
                "admission.connectionsMax=100000",
                "--set",
                "server.writeTimeoutMs=2000",
                "--set",
                "server.tcpUserTimeoutMs=3000",
                "--set",
                "server.keepAliveIdleSeconds=1",
                "--set",
                "server.keepAliveIntervalSeconds=1",
                "--set",
                "server.keepAliveProbes=2");
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
        long start = System.nanoTime();
        try (var honest = client("honest", String.valueOf(HONEST), String.valueOf(seed))) {
            Waiting.until("honest clients", PATIENCE, () -> honest.out().contains("started"));
            int descriptors = figures.descriptors();
            for (int pass = 0; pass < PASSES; pass++) {
                meetAll(descriptors, seed + pass);
            }
            honest.type("\n");
            Waiting.until("account", PATIENCE, () -> honest.out().contains("failures"));
            assertThat(honest.out()).as("seed %d", seed).endsWith("failures []\n");
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
            assertThat(server.err()).contains("drained in").doesNotContain("LEAK", "Exception", "OutOfMemory");
            Scale.report(
                    "%d passes through all faults in %d s: %s",
                    PASSES,
                    (System.nanoTime() - start) / 1_000_000_000,
                    honest.out().lines().toList());
        }
    }

    private void meetAll(int descriptors, long passSeed) throws IOException, InterruptedException {
        namespace.losePackets(LOST_PERCENT, DATA_BYTES);
        try (var rounds = client(
                        "rounds", String.valueOf(ROUNDS), String.valueOf(ROUND_MAX_MIB), String.valueOf(passSeed));
                var churn = client("churn", String.valueOf(CHURN));
                var neverReading = crowd("127.0.0.2", CROWD);
                var killed = crowd("127.0.0.3", CROWD);
                var swallowed = crowd("127.0.0.4", CROWD);
                var stopped = crowd("127.0.0.5", CROWD)) {
            neverReading.type("flood\n");
            killed.signal("KILL");
            stopped.type("flood\n");
            Waiting.until("flooded", PATIENCE, () -> stopped.out().contains("flooded"));
            stopped.signal("STOP");
            swallowed.type("echo\n");
            namespace.swallow("127.0.0.4");
            Waiting.until("rounds and churn", PATIENCE, () -> !rounds.isAlive() && !churn.isAlive());
            assertThat(churn.out()).as(churn.err()).isEqualTo("churned " + CHURN + "\n");
            assertThat(rounds.out()).as(rounds.err()).startsWith("equal " + ROUNDS + " of " + ROUNDS);
            awaitDescriptors(descriptors);
        }
        namespace.forgetRules();
        spendDescriptors();
        awaitDescriptors(descriptors);
    }

    /** Whoever is connected is served on; who comes has to wait. */
    private void spendDescriptors() throws IOException {
        try (var crowd = crowd("127.0.0.6", DESCRIPTORS)) {
            Waiting.until("shortage", PATIENCE, () -> figures.descriptors() >= DESCRIPTORS - 1);
            assertThat(crowd.isAlive()).isTrue();
        }
    }

    private void awaitDescriptors(int descriptors) {
        Waiting.until("all freed", PATIENCE, () -> figures.descriptors() <= descriptors);
    }

    private Program crowd(String from, int count) throws IOException {
        var crowd = client("crowd", from, String.valueOf(count));
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
