package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import dev.echobus.wire.bus.BusMessages;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers at both ports that a node has for its cluster announce far more than its heap, and send what they can, while
 * requests of a guest go on: none fails, and the node holds little of it.
 */
@Measures
class StrangersIT {

    private static final int MIB = 1_048_576;

    private static final int REQUESTS = Scale.of(10_000, 300_000);

    /** An eighth of the heap of 256 MiB, which their unfinished messages may hold, and as much for buffers that grow. */
    private static final long GROWTH_MAX_BYTES = 64 * MIB;

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    private final List<Socket> strangers = new ArrayList<>();

    private final int port = FreePorts.next();
    private final int busPort = FreePorts.next();

    private Program node;

    @BeforeEach
    void serve() throws IOException, InterruptedException {
        node = Program.serve(
                Launch.in(directory).forMeasuring(),
                ("--cluster --cluster-port " + port + " --set cluster.busPort=" + busPort).split(" "));
        try (Program warmUp = requests()) {
            assertAllReplied(warmUp);
        }
    }

    @AfterEach
    void end() throws IOException {
        leave();
        if (node != null) {
            node.close();
        }
    }

    /** Hazelcast by itself makes room for each as soon as it has read the length. */
    @Test
    void whatTheyAnnounceAtTheMemberPortIsNotHeld() throws IOException, InterruptedException {
        assertHeldLittle(
                "member port",
                port,
                new Crowd("2 GiB", 4, packet(Integer.MAX_VALUE), "a packet of 2147483647 bytes, expected 1 to"),
                new Crowd("100 MB", 8, packet(100_000_000), "a packet of 100000000 bytes, expected 1 to"),
                new Crowd("16 MiB", 200, packet(16 * MIB), "unfinished packets of all connections hold more than"));
    }

    /** Vert.x by itself keeps what comes until its message is whole. */
    @Test
    void whatTheyAnnounceAtTheBusPortIsNotHeld() throws IOException, InterruptedException {
        byte[] message = BusMessages.encoded("echobus.client.echo", "x".repeat(4_000_000), null);
        assertHeldLittle(
                "bus port",
                busPort,
                new Crowd("2 GiB", 4, frame(Integer.MAX_VALUE), "a message of 2147483647 bytes, expected 19 to"),
                new Crowd("100 MB", 8, frame(100_000_000), "a message of 100000000 bytes, expected 19 to"),
                new Crowd(
                        "4 MB less their last byte",
                        200,
                        Arrays.copyOf(message, message.length - 1),
                        "unfinished messages of all connections hold more than"));
    }

    /** So many strangers that send each the same, and what the node says of one of them at least. */
    private record Crowd(String what, int count, byte[] bytes, String line) {}

    private void assertHeldLittle(String where, int to, Crowd... crowds) throws IOException, InterruptedException {
        var figures = new ProcessFigures(node.pid());
        try (Program requests = requests()) {
            Waiting.until("first replies", PATIENCE, () -> !requests.out().isEmpty());
            long before = figures.liveHeapBytes();
            long residentBefore = figures.residentBytes();
            for (Crowd crowd : crowds) {
                for (int index = 0; index < crowd.count; index++) {
                    send(to, crowd.bytes);
                }
                Waiting.until(crowd.line, PATIENCE, () -> node.err().contains(crowd.line));
                long resident = figures.residentBytes();
                long live = heldBytes(figures, before + GROWTH_MAX_BYTES);
                Scale.report(
                        "%s, %d strangers with %s: live heap before %d MiB, with them %d MiB; RSS before %d MiB, with them %d MiB",
                        where, crowd.count, crowd.what, before >> 20, live >> 20, residentBefore >> 20, resident >> 20);
                leave();
                assertThat(live - before).as(crowd.what).isLessThan(GROWTH_MAX_BYTES);
            }
            assertAllReplied(requests);
        }
        assertThat(node.err()).doesNotContain("OutOfMemory", "heap space");
    }

    /** Who is being sent away holds what it sent until its connection is closed: looked at again until that is over. */
    private static long heldBytes(ProcessFigures figures, long maxBytes) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        long live = figures.liveHeapBytes();
        while (live >= maxBytes && System.nanoTime() < endNanos) {
            live = figures.liveHeapBytes();
        }
        return live;
    }

    private Program requests() throws IOException {
        return Program.start(
                Launch.in(directory),
                "bus",
                "request",
                "--cluster-members",
                "127.0.0.1:" + port,
                "--count",
                String.valueOf(REQUESTS),
                "--quote",
                "echobus.client.echo",
                "hello");
    }

    private static void assertAllReplied(Program requests) throws InterruptedException {
        assertThat(requests.exitCode()).as(requests.err()).isZero();
        assertThat(requests.err()).contains(REQUESTS + " replied, 0 failed");
    }

    private void send(int to, byte[] bytes) throws IOException {
        var stranger = new Socket("127.0.0.1", to);
        strangers.add(stranger);
        try {
            stranger.getOutputStream().write(bytes);
        } catch (IOException closed) {
            // As it should be soon.
            return;
        }
    }

    private void leave() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
        strangers.clear();
    }

    /** The first bytes of a packet between members, of a length. */
    private static byte[] packet(int bytes) {
        return ByteBuffer.allocate(14)
                .put("HZC".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 4)
                .putShort((short) 0x10)
                .putInt(-1)
                .putInt(bytes)
                .array();
    }

    /** The length of a message on the bus, and as much of one as the network takes meanwhile. */
    private static byte[] frame(int bytes) {
        return ByteBuffer.allocate(64 * MIB).putInt(bytes).array();
    }
}
