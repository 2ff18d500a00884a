package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.wire.bus.BusMessages;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers at the bus port of a node: each is sent away with a line, and requests between nodes go on. */
class BusGuardIT {

    private static final int STREAM_MAX_BYTES = 256 * 1_048_576;

    @TempDir
    private static Path directory;

    private static String members;
    private static int busPort;
    private static Program first;
    private static Program second;

    private final List<Socket> strangers = new ArrayList<>();

    /** All strangers come to the same nodes: what one costs, the next ones meet. */
    @BeforeAll
    static void startTwoNodes() throws IOException {
        int firstPort = FreePorts.next();
        int secondPort = FreePorts.next();
        busPort = FreePorts.next();
        members = "127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort;
        first = ClusterNode.start(directory, members, firstPort, "--set", "cluster.busPort=" + busPort);
        second = ClusterNode.start(directory, members, secondPort);
    }

    @AfterEach
    void leave() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }

    @AfterAll
    static void endNodes() {
        Stream.of(first, second).filter(Objects::nonNull).forEach(Program::close);
    }

    @Test
    void lengthsThatNobodySendsCostNoMemoryAndNoRequest() throws IOException, InterruptedException {
        try (Program requests = requests(5_000)) {
            for (int index = 0; index < 4; index++) {
                Socket stranger = connect();
                var out = stranger.getOutputStream();
                out.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
                stream(out);
            }
            assertAllReplied(requests, 5_000);
        }
        for (Socket stranger : strangers) {
            awaitLine(
                    stranger, "a message of 2147483647 bytes, expected 19 to 4194304 \\(cluster\\.messageMaxBytes\\)");
        }
        assertNoMemoryWasShort();
    }

    /** Its frame's length is a small one; what stands in it would have Vert.x make room for 2 GiB. */
    @Test
    void lengthsWithinAMessageAreNotBelievedEither() throws IOException, InterruptedException {
        byte[] message = BusMessages.encoded("echobus.client.echo", "hello", null);
        ByteBuffer.wrap(message).putInt(7, Integer.MAX_VALUE);
        Socket stranger = connect();
        stranger.getOutputStream().write(message);
        awaitLine(stranger, "a part of 2147483647 bytes in a message of \\d+");
        assertClosed(stranger);
        assertAllReplied(requests(1_000), 1_000);
        assertNoMemoryWasShort();
    }

    /** What comes from other nodes reaches the client without another thread. */
    @Test
    void theBusIsReadOnTheLoopOfTheFirstClient() throws IOException {
        Socket stranger = connect();
        stranger.getOutputStream().write("nothing of the bus".getBytes(StandardCharsets.US_ASCII));
        awaitLine(stranger, "a message of 1852798056 bytes, expected .+");
        assertThat(loopOf("ServerLink - client connected"))
                .isEqualTo(loopOf("InboundGuard - closed the bus connection of 127.0.0.1:" + stranger.getLocalPort()));
    }

    private static String loopOf(String line) {
        return Pattern.compile("\\[(vert\\.x-eventloop-thread-\\d+)] " + Pattern.quote(line))
                .matcher(first.err())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    @Test
    void garbageAndWhatTakesTooLongAreSentAway() throws IOException, InterruptedException {
        Socket browser = connect();
        browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Socket silent = connect();
        Socket dripping = connect();
        byte[] message = BusMessages.encoded("echobus.client.echo", "hello", null);
        dripping.getOutputStream().write(message, 0, 5);
        Socket stalling = connect();
        stalling.getOutputStream().write(message);
        stalling.getOutputStream().write(message, 0, 5);
        try (Program requests = requests(1_000)) {
            awaitLine(browser, "a message of 1195725856 bytes, expected .+");
            awaitLine(silent, "no whole message in 10 s");
            awaitLine(dripping, "no whole message in 10 s");
            awaitLine(stalling, "no whole message in 10 s");
            assertClosed(dripping);
            assertAllReplied(requests, 1_000);
        }
    }

    @Test
    void aCrowdThatSaysNothingMakesRoom() throws IOException, InterruptedException {
        for (int index = 0; index < 300; index++) {
            connect();
        }
        awaitLine(strangers.get(0), "it sent no message, and 64 more wait to");
        assertAllReplied(requests(1_000), 1_000);
        assertNoMemoryWasShort();
    }

    private Program requests(int count) throws IOException {
        return Program.start(
                directory,
                "bus",
                "request",
                "--cluster-members",
                members,
                "--count",
                String.valueOf(count),
                "--quote",
                "echobus.client.echo",
                "hello");
    }

    private static void assertAllReplied(Program requests, int count) throws InterruptedException {
        try (requests) {
            assertThat(requests.exitCode()).as(requests.err()).isZero();
            assertThat(requests.err()).contains(count + " replied, 0 failed");
        }
    }

    private void assertNoMemoryWasShort() {
        assertThat(first.err() + second.err()).doesNotContain("OutOfMemory", "heap space");
    }

    private Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", busPort);
        socket.setSoTimeout(30_000);
        strangers.add(socket);
        return socket;
    }

    /** Until it is closed, as it should be soon. */
    private static void stream(OutputStream out) {
        byte[] zeros = new byte[65_536];
        try {
            for (int sent = 0; sent < STREAM_MAX_BYTES; sent += zeros.length) {
                out.write(zeros);
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            // Closed with bytes unread.
            return;
        }
    }

    private void awaitLine(Socket peer, String reason) {
        var line =
                Pattern.compile("closed the bus connection of 127\\.0\\.0\\.1:" + peer.getLocalPort() + ": " + reason);
        first.await(line.pattern(), () -> line.matcher(first.err()).results().count() == 1);
    }
}
