package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that are killed, cut off or stopped: what they held is free within the configured bounds, while honest clients of
 * the same server, in a namespace with it, go on.
 */
@Measures
class VanishedPeerIT {

    private static final int CLIENTS = Scale.of(20, 1_000);
    private static final int HONEST = Scale.of(5, 50);

    private static final int TCP_USER_TIMEOUT_MS = 2_000;
    private static final int WRITE_TIMEOUT_MS = 3_000;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 1;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 1;
    private static final int KEEP_ALIVE_PROBES = 2;

    /** Timers of the kernel are coarse when they back off, and processors are shared. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final Duration STOPPED = Duration.ofSeconds(Scale.of(2, 30));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();

    private Namespace namespace;
    private Program server;
    private Program honest;
    private Program crowd;
    private ProcessFigures figures;
    private int descriptors;

    @BeforeEach
    void serveInANamespace() throws IOException {
        namespace = Namespace.create();
        Launch launch = Launch.in(directory).forMeasuring().by(namespace.exec());
        server = Program.serve(
                launch,
                "--set",
                "server.tcpUserTimeoutMs=" + TCP_USER_TIMEOUT_MS,
                "--set",
                "server.writeTimeoutMs=" + WRITE_TIMEOUT_MS,
                "--set",
                "server.keepAliveIdleSeconds=" + KEEP_ALIVE_IDLE_SECONDS,
                "--set",
                "server.keepAliveIntervalSeconds=" + KEEP_ALIVE_INTERVAL_SECONDS,
                "--set",
                "server.keepAliveProbes=" + KEEP_ALIVE_PROBES);
        honest = client("honest", String.valueOf(HONEST), String.valueOf(seed));
        Waiting.until("honest clients", PATIENCE, () -> honest.out().contains("started"));
        figures = new ProcessFigures(server.pid());
        descriptors = figures.descriptors();
        crowd = client("crowd", "127.0.0.2", String.valueOf(CLIENTS));
        Waiting.until("accepted", PATIENCE, () -> figures.descriptors() == descriptors + CLIENTS);
        tellCrowd("echo", "echoed " + CLIENTS);
    }

    @AfterEach
    void honestClientsNoticedNothing() throws IOException {
        if (namespace == null) {
            return;
        }
        try (var network = namespace;
                var serving = server;
                var client = crowd;
                var others = honest) {
            long before = exchanges(1);
            Waiting.until("honest clients go on", PATIENCE, () -> exchanges(2) > before);
            assertThat(others.out()).endsWith("failures []\n");
            assertThat(serving.isAlive()).isTrue();
            assertThat(client.err()).isEmpty();
            assertThat(network.exec()).isNotEmpty();
        }
    }

    @Test
    void aKilledPeersConnectionsAreFreedAtOnce() throws IOException, InterruptedException {
        tellCrowd("flood", "flooded ");
        crowd.signal("KILL");
        assertFreedWithin("killed", Duration.ZERO);
    }

    @Test
    void idlePeersThatAreCutOffAreFreedByKeepAlive() {
        namespace.swallow("127.0.0.2");
        assertFreedWithin(
                "cut off idle",
                Duration.ofSeconds(KEEP_ALIVE_IDLE_SECONDS + (long) KEEP_ALIVE_PROBES * KEEP_ALIVE_INTERVAL_SECONDS));
    }

    /** The echo is on its way when the net breaks: only one direction does, so that the message still arrives. */
    @Test
    void peersThatAreCutOffWithDataInFlightAreFreedByTheUserTimeout() throws IOException {
        namespace.iptables(
                "-A", "INPUT", "-d", "127.0.0.2", "-p", "tcp", "-m", "length", "--length", "53:", "-j", "DROP");
        crowd.type("echo\n");
        assertFreedWithin("cut off with data in flight", Duration.ofMillis(TCP_USER_TIMEOUT_MS));
    }

    @Test
    void stoppedPeersThatAreOwedNothingAreKept() throws IOException, InterruptedException {
        crowd.signal("STOP");
        Waiting.pass(STOPPED);
        assertThat(figures.descriptors()).isEqualTo(descriptors + CLIENTS);
        crowd.signal("CONT");
        crowd.type("echo\n");
        Waiting.until("echoes", PATIENCE, () -> crowd.out().endsWith("echoed %1$d\nechoed %1$d\n".formatted(CLIENTS)));
        Scale.report("%d clients stopped for %s: kept, and echoed to afterwards", CLIENTS, STOPPED);
    }

    @Test
    void stoppedPeersThatAreOwedMuchAreCut() throws IOException, InterruptedException {
        tellCrowd("flood", "flooded ");
        crowd.signal("STOP");
        assertFreedWithin("stopped while owed", Duration.ofMillis(WRITE_TIMEOUT_MS));
        crowd.signal("CONT");
    }

    private void assertFreedWithin(String how, Duration bound) {
        long ms = Waiting.until("freed, clients " + how, bound.plus(LATE), () -> figures.descriptors() <= descriptors);
        Scale.report("%d clients %s: freed after %d ms, bound %s", CLIENTS, how, ms, bound);
    }

    private void tellCrowd(String what, String answer) throws IOException {
        crowd.type(what + "\n");
        Waiting.until(answer, PATIENCE, () -> crowd.out().contains(answer));
    }

    private long exchanges(int answers) {
        try {
            honest.type("\n");
        } catch (IOException ended) {
            throw new AssertionError(honest.err(), ended);
        }
        Waiting.until("answer", PATIENCE, () -> honest.out().lines().count() > answers);
        String last = honest.out().lines().reduce((before, line) -> line).orElseThrow();
        return Long.parseLong(last.split(" ")[1]);
    }

    private Program client(String kind, String first, String second) throws IOException {
        Launch launch = Launch.ofTests(directory, ClientMain.class).by(namespace.exec());
        return Program.start(launch, kind, String.valueOf(server.port()), first, second);
    }
}
