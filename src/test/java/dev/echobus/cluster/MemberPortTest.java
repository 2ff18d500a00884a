package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strangers at the member port: each is sent away with a line, and members join and talk meanwhile. */
class MemberPortTest {

    private static final String ADDRESS = "echobus.test";
    private static final int PATIENCE_MS = 60_000;

    private final List<Socket> strangers = new ArrayList<>();

    private MembersUnderTest members;
    private Vertx first;
    private int port;

    @BeforeEach
    void open() throws Exception {
        members = new MembersUnderTest();
        first = members.start(Map.of());
        String address = members.memberOf(first).address();
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @AfterEach
    void close() throws Exception {
        for (Socket stranger : strangers) {
            stranger.close();
        }
        members.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1| it is no member: expected HZC, found \"GET\"",
                "CP2| it is a client of Hazelcast, and there are members alone",
                "JOIN| it is no member: expected HZC, found \"JOI\"",
                "HZCxxxxxxxxxxxxx| a packet of version 120, expected 4"
            })
    void whoeverSpeaksAnotherProtocolIsSentAway(String words, String reason) throws Exception {
        Socket stranger = connect();
        stranger.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        members.awaitLine("closed the member connection of 127.0.0.1:" + stranger.getLocalPort(), reason);
        assertClosed(stranger);
    }

    /** Hazelcast would make room for each as soon as it has read the length. */
    @Test
    void lengthsThatNobodySendsAreNotBelieved() throws Exception {
        announce(Integer.MAX_VALUE);
        members.awaitLine("closed the member connection of", "a packet of 2147483647 bytes, expected 1 to 16777216");
        assertClosed(strangers.get(0));
        assertMembersTalk();
    }

    /** Each of them is one that a member might send; all together are not. */
    @Test
    void whatAllOfThemAnnounceIsBounded() throws Exception {
        int most = 16 * 1_048_576;
        long room = Math.max(2L * most, Runtime.getRuntime().maxMemory() / 8);
        for (int index = 0; index <= room / most; index++) {
            announce(most);
        }
        members.awaitLine("closed the member connection of", "unfinished packets of all connections hold more than");
        assertMembersTalk();
    }

    @Test
    void whoSaysNothingAndWhoDripsAreSentAwayInTheEnd() throws Exception {
        Socket silent = connect();
        Socket half = connect();
        half.getOutputStream().write("HZ".getBytes(StandardCharsets.US_ASCII));
        announce(100);
        members.awaitLine("closed the member connection of", "no whole packet in 10 s");
        assertClosed(silent);
        assertClosed(half);
        assertClosed(strangers.get(2));
    }

    @Test
    void aCrowdThatSaysNothingMakesRoom() throws Exception {
        for (int index = 0; index < 300; index++) {
            connect();
        }
        members.awaitLine("closed the member connection of", "it sent no packet, and 64 more wait to");
        assertClosed(strangers.get(0));
        assertMembersTalk();
    }

    private void assertMembersTalk() throws Exception {
        Vertx second = members.start(Map.of());
        MembersUnderTest.serve(second, ADDRESS);
        assertThat(MembersUnderTest.await(MembersUnderTest.request(first, ADDRESS, PATIENCE_MS))
                        .body())
                .isEqualTo("hello");
        assertThat(members.memberOf(first).clusterSize()).isEqualTo(2);
    }

    private void announce(int bytes) throws IOException {
        connect()
                .getOutputStream()
                .write(ByteBuffer.allocate(14)
                        .put("HZC".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) 4)
                        .putShort((short) 0x10)
                        .putInt(-1)
                        .putInt(bytes)
                        .array());
    }

    private Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
        strangers.add(socket);
        return socket;
    }

    private static void assertClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            // Closed with bytes unread.
            return;
        }
    }
}
