package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients do that they should not: each is told by name, and what can go on goes on. */
@ParameterizedClass
@EnumSource(Wire.class)
class BadFramesTest {

    private final Wire wire;

    BadFramesTest(Wire wire) {
        this.wire = wire;
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 2_097_153})
    void aLengthThatCannotBeIsToldAndEndsTheSession(int length) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            client.beginFrame(length).sendBytes(new byte[] {'{', '}'});
            assertThat(client.receive()).isEqualTo(err("frame_too_large"));
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void theLongestFrameIsTakenAndOneByteMoreIsNot() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.frameMaxBytes=1024");
                var client = gateway.connect()) {
            gateway.bus().consumer("open.some", message -> {});
            String bare = send("open.some", "").put("ack", "ok").encode();
            String longest = send("open.some", "x".repeat(1024 - bare.length()))
                    .put("ack", "ok")
                    .encode();
            assertThat(longest).hasSize(1024);
            assertThat(client.sendText(longest).receive().getString("type")).isEqualTo("ack");
            client.sendText(longest + " ");
            assertThat(client.receive()).isEqualTo(err("frame_too_large"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | invalid_json",
                "{                                     | invalid_json",
                "{\"type\":\"ping\"                    | invalid_json",
                "{\"type\":\"ping\"} {}                | invalid_json",
                "{\"type\":\"ping\",}                  | invalid_json",
                "nonsense                              | invalid_json",
                "[]                                    | not_an_object",
                "[{\"type\":\"ping\"}]                 | not_an_object",
                "\"ping\"                              | not_an_object",
                "17                                    | not_an_object",
                "null                                  | not_an_object",
                "{}                                    | unknown_type",
                "{\"type\":null}                       | unknown_type",
                "{\"type\":1}                          | unknown_type",
                "{\"type\":\"PING\"}                   | unknown_type",
                "{\"type\":\"message\"}                | unknown_type",
                "{\"type\":\"send\"}                   | missing_address",
                "{\"type\":\"send\",\"address\":null}  | missing_address",
                "{\"type\":\"publish\",\"body\":1}     | missing_address",
                "{\"type\":\"register\"}               | missing_address",
                "{\"type\":\"unregister\"}             | missing_address",
                "{\"type\":\"send\",\"address\":7}     | invalid_field",
                "{\"type\":\"send\",\"address\":\"\"}  | invalid_field",
                "{\"type\":\"ping\",\"ack\":[]}        | invalid_field",
                "{\"type\":\"ping\",\"replyAddress\":{}} | invalid_field",
                "{\"type\":\"auth\"}                   | invalid_field",
                "{\"type\":\"send\",\"address\":\"open.a\",\"headers\":[]}            | invalid_field",
                "{\"type\":\"send\",\"address\":\"open.a\",\"headers\":{\"a\":{}}}    | invalid_field",
                "{\"type\":\"send\",\"address\":\"open.a\",\"headers\":{\"timeout\":-1}} | invalid_field",
                "{\"type\":\"send\",\"address\":\"open.a\",\"failureCode\":\"x\"}     | invalid_field",
                "{\"type\":\"send\",\"address\":\"open.a\",\"body\":123456789012345678901} | invalid_body",
                "{\"type\":\"send\",\"address\":\"open.a\",\"body\":\"a\",\"headers\":{\"encoding\":\"base64\"}} | invalid_base64",
                "{\"type\":\"send\",\"address\":\"open.a\",\"body\":7,\"headers\":{\"encoding\":\"base64\"}} | invalid_base64"
            })
    void aFrameThatSaysNothingIsToldAndTheNextIsServed(String json, String code) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            JsonObject answer = client.sendText(json).receive();
            assertThat(answer.getString("type")).isEqualTo("err");
            assertThat(answer.getString("message")).isEqualTo(code);
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "c3", "e28228", "eda080", "f08282ac", "f4908080", "80"})
    void bytesThatAreNotUtf8AreTold(String hex) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            var frame = Buffer.buffer("{\"type\":\"ping\",\"x\":\"")
                    .appendBytes(java.util.HexFormat.of().parseHex(hex))
                    .appendString("\"}");
            assertThat(client.sendFrame(frame.getBytes()).receive()).isEqualTo(err("invalid_utf8"));
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @Test
    void anotherEncodingOfJsonIsNoJson() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            byte[] utf16 = frame("ping", null).encode().getBytes(StandardCharsets.UTF_16LE);
            assertThat(client.sendFrame(utf16).receive()).isEqualTo(err("invalid_json"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "headers", "unknown"})
    void nestingIsBounded(String member) {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.jsonDepthMax=8");
                var client = gateway.connect()) {
            String head = "{\"type\":\"publish\",\"address\":\"open.a\",\"ack\":\"ok\",\"" + member + "\":";
            assertThat(client.sendText(head + "[".repeat(8) + "]".repeat(8) + "}")
                            .receive()
                            .getString("message"))
                    .isEqualTo("too_deep");
            assertThat(client.sendText(head + "{\"a\":".repeat(8) + "1" + "}".repeat(8) + "}")
                            .receive()
                            .getString("message"))
                    .isEqualTo("too_deep");
            assertThat(client.sendText(head + "[".repeat(500_000)).receive().getString("message"))
                    .isEqualTo("too_deep");
            JsonObject deepest =
                    client.sendText(head + "[".repeat(7) + "]".repeat(7) + "}").receive();
            assertThat(deepest.getString("message")).isIn("No handlers for address open.a", "invalid_field");
        }
    }

    @Test
    void aFrameThatDripsEndsTheSessionInTime() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.frameTimeoutMs=300");
                var quiet = gateway.connect();
                var client = gateway.connect()) {
            assertThat(quiet.hasNothing()).isTrue();
            assertThat(client.hasNothing()).isTrue();
            client.beginFrame(1_000);
            long began = System.nanoTime();
            while (gateway.errors(GatewayError.FRAME_TIMEOUT) == 0 && System.nanoTime() - began < 20_000_000_000L) {
                client.sendBytes(new byte[] {' '});
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(client.receive()).isEqualTo(err("frame_timeout"));
            assertThat((System.nanoTime() - began) / 1_000_000).isBetween(299L, 3_000L);
            assertThat(client.isClosed()).isTrue();
            assertThat(quiet.hasNothing()).isTrue();
        }
    }

    @Test
    void whoSaysNothingIsSentAwayAndWhoPingsStays() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.idleTimeoutMs=600");
                var silent = gateway.connect();
                var pinging = gateway.connect()) {
            long began = System.nanoTime();
            while (gateway.errors(GatewayError.IDLE_TIMEOUT) == 0 && System.nanoTime() - began < 20_000_000_000L) {
                assertThat(pinging.hasNothing()).isTrue();
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(silent.receive()).isEqualTo(err("idle_timeout"));
            assertThat(silent.isClosed()).isTrue();
            assertThat(pinging.hasNothing()).isTrue();
            assertThat(gateway.errors(GatewayError.IDLE_TIMEOUT)).isOne();
        }
    }

    @Test
    void anEndWithinAFrameIsJustTheEnd() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            client.beginFrame(9).sendBytes(new byte[] {'{'}).closeOutput();
            assertThat(endOf(client)).isTrue();
            GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 0);
        }
    }

    private static boolean endOf(GatewayClient client) {
        try {
            throw new AssertionError("expected the end, found " + client.receive());
        } catch (UncheckedIOException failed) {
            return GatewayClient.isEnd(failed);
        }
    }
}
