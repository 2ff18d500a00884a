package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.send;
import static dev.echobus.gateway.WebSocketGatewayClient.BINARY;
import static dev.echobus.gateway.WebSocketGatewayClient.CLOSE;
import static dev.echobus.gateway.WebSocketGatewayClient.CONTINUATION;
import static dev.echobus.gateway.WebSocketGatewayClient.FINAL;
import static dev.echobus.gateway.WebSocketGatewayClient.PING;
import static dev.echobus.gateway.WebSocketGatewayClient.PONG;
import static dev.echobus.gateway.WebSocketGatewayClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What WebSockets have that TCP has not: fragments, frames that are no messages, closing codes. */
class WebSocketTest {

    private static final byte[] PING_FRAME = utf8("{\"type\":\"ping\"}");

    private static GatewayUnderTest start(String... settings) {
        return GatewayUnderTest.start(Wire.WEBSOCKET, settings);
    }

    private static WebSocketGatewayClient connect(GatewayUnderTest gateway) {
        return (WebSocketGatewayClient) gateway.connect();
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY})
    void aMessageMayComeInFragmentsBetweenWhichPingsAreAnswered(int opcode) {
        try (var gateway = start();
                var client = connect(gateway)) {
            client.sendRaw(opcode, Arrays.copyOf(PING_FRAME, 1));
            client.sendRaw(CONTINUATION, new byte[0]);
            client.sendRaw(FINAL | PING, utf8("still there?"));
            client.sendRaw(FINAL | PONG, utf8("unasked"));
            for (int index = 1; index < PING_FRAME.length - 1; index++) {
                client.sendRaw(CONTINUATION, new byte[] {PING_FRAME[index]});
            }
            client.sendRaw(FINAL | CONTINUATION, utf8("}"));
            assertThat(client.receive().getString("type")).isEqualTo("pong");
            assertThat(client.pongs()).containsExactly(utf8("still there?"));
            client.sendRaw(FINAL | opcode, PING_FRAME);
            assertThat(client.receive().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void theFragmentsOfAMessageAreBoundedTogether() {
        try (var gateway = start("gateway.frameMaxBytes=1024");
                var client = connect(gateway)) {
            byte[] half = new byte[512];
            Arrays.fill(half, (byte) ' ');
            System.arraycopy(PING_FRAME, 0, half, 0, PING_FRAME.length);
            client.sendRaw(TEXT, half);
            Arrays.fill(half, (byte) ' ');
            client.sendRaw(FINAL | CONTINUATION, half);
            assertThat(client.receive().getString("type")).isEqualTo("pong");
            client.sendRaw(TEXT, half);
            client.sendRaw(CONTINUATION, half);
            client.sendRaw(FINAL | CONTINUATION, new byte[1]);
            assertThat(client.receive()).isEqualTo(err("frame_too_large"));
            assertThat(client.isClosed()).isTrue();
            assertThat(client.closing()).isEqualTo("1009 frame_too_large");
        }
    }

    @Test
    void aMessageWhoseFragmentsDripEndsTheSessionInTime() {
        try (var gateway = start("gateway.frameTimeoutMs=300");
                var quiet = connect(gateway);
                var client = connect(gateway)) {
            quiet.sendRaw(FINAL | PING, utf8("with a payload"));
            quiet.sendRaw(FINAL | PONG, utf8("and another"));
            client.sendRaw(TEXT, utf8("{"));
            long began = System.nanoTime();
            while (gateway.errors(GatewayError.FRAME_TIMEOUT) == 0 && System.nanoTime() - began < 20_000_000_000L) {
                client.sendRaw(CONTINUATION, utf8(" "));
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(client.receive()).isEqualTo(err("frame_timeout"));
            assertThat(client.isClosed()).isTrue();
            assertThat(client.closing()).isEqualTo("1008 frame_timeout");
            assertThat(quiet.hasNothing()).isTrue();
        }
    }

    /** In hex; the mask, where there is one, is zero. */
    @ParameterizedTest
    @CsvSource({
        "817b, not masked",
        "c18000000000, a reserved bit",
        "838000000000, an unknown kind of message",
        "8b8000000000, an unknown kind of control frame",
        "808000000000, a continuation of nothing",
        "098000000000, a control frame in fragments",
        "89fe007e00000000, a control frame that is too long",
        "0180000000008180, a message within another"
    })
    void whatIsNoFrameOfAClientIsToldAndEndsTheSession(String hex, String what) {
        try (var gateway = start();
                var client = connect(gateway)) {
            client.sendBytes(java.util.HexFormat.of().parseHex(hex));
            assertThat(client.receive()).as(what).isEqualTo(err("protocol_error"));
            assertThat(client.isClosed()).isTrue();
            assertThat(client.closing()).isEqualTo("1002 protocol_error");
        }
    }

    @Test
    void aClientThatClosesIsAnsweredAndLeavesTheBus() {
        try (var gateway = start();
                var client = connect(gateway)) {
            client.register("open.sink");
            client.sendRaw(
                    FINAL | CLOSE, ByteBuffer.allocate(2).putShort((short) 1000).array());
            assertThat(client.isClosed()).isTrue();
            assertThat(client.closing()).isEqualTo("1000 ");
            GatewayUnderTest.await("it is off the bus", () -> gateway.numbers().registrations() == 0);
            client.closeOutput();
            GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 0);
        }
    }

    @Test
    void closingCodesSayWhy() {
        try (var gateway = start("gateway.sessionsMax=2");
                var guesser = connect(gateway);
                var drained = connect(gateway);
                var refused = connect(gateway)) {
            assertThat(refused.receive()).isEqualTo(err("too_many_sessions"));
            assertThat(refused.isClosed()).isTrue();
            assertThat(refused.closing()).isEqualTo("1013 too_many_sessions");
            guesser.ask(frame("auth", null).put("token", "a token of nobody"));
            assertThat(guesser.isClosed()).isTrue();
            assertThat(guesser.closing()).isEqualTo("1008 invalid_token");
            assertThat(drained.hasNothing()).isTrue();
            var stopped = gateway.undeploy();
            assertThat(drained.receive()).isEqualTo(err("draining"));
            assertThat(drained.isClosed()).isTrue();
            assertThat(drained.closing()).isEqualTo("1001 draining");
            drained.closeOutput();
            GatewayUnderTest.result(stopped);
        }
    }

    @Test
    void pingsKeepASessionThatSaysNothingElse() {
        try (var gateway = start("gateway.idleTimeoutMs=600");
                var silent = connect(gateway);
                var pinging = connect(gateway)) {
            GatewayUnderTest.await("the other is sent away", () -> {
                pinging.sendRaw(FINAL | PING, new byte[0]);
                LockSupport.parkNanos(50_000_000);
                return gateway.errors(GatewayError.IDLE_TIMEOUT) > 0;
            });
            assertThat(silent.receive()).isEqualTo(err("idle_timeout"));
            assertThat(pinging.hasNothing()).isTrue();
            assertThat(gateway.errors(GatewayError.IDLE_TIMEOUT)).isOne();
        }
    }

    @Test
    void whoPingsAndDoesNotReadIsNotAnsweredForEver() {
        int count = 100_000;
        var thousand = ByteBuffer.allocate(131 * 1_000);
        while (thousand.hasRemaining()) {
            thousand.put(new byte[] {(byte) (FINAL | PING), (byte) (0x80 | 125), 0, 0, 0, 0})
                    .put(new byte[125]);
        }
        // More than the kernel holds of what the gateway has not read: that is answered when the client does read.
        try (var gateway = start(
                        "server.sendBufferBytes=65536",
                        "server.receiveBufferBytes=65536",
                        "gateway.frameTimeoutMs=60000");
                var client = (WebSocketGatewayClient) gateway.connectWithSmallBuffer()) {
            for (int n = 0; n < count; n += 1_000) {
                client.sendBytes(thousand.array());
            }
            client.sendRaw(
                    FINAL | TEXT, utf8(send("open.none", "x").put("ack", "end").encode()));
            assertThat(client.receive().getString("ack")).isEqualTo("end");
            assertThat(client.pongs().size()).isBetween(1, count / 2);
        }
    }

    @Test
    void allByteValuesComeBackOverBinaryMessages() throws IOException {
        var all = new byte[256];
        for (int value = 0; value < all.length; value++) {
            all[value] = (byte) value;
        }
        String text = java.util.Base64.getEncoder().encodeToString(all);
        try (var gateway = start();
                var client = connect(gateway)) {
            client.register("open.sink");
            client.sendRaw(
                    FINAL | BINARY,
                    utf8(
                            "{\"type\":\"publish\",\"address\":\"open.sink\",\"headers\":{\"encoding\":\"base64\"},\"body\":\""
                                    + text + "\"}"));
            assertThat(client.receive().getString("body")).isEqualTo(text);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
