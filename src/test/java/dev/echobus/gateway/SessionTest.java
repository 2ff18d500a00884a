package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session can do: bytes, order, replies, acknowledgements, and its end. */
@ParameterizedClass
@EnumSource(Wire.class)
class SessionTest {

    private final Wire wire;

    SessionTest(Wire wire) {
        this.wire = wire;
    }

    private static final JsonObject BASE64 = new JsonObject().put("encoding", "base64");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 65_537, 1_000_000})
    void bytesStayBytesBothWays(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        for (int value = 0; value < Math.min(256, length); value++) {
            bytes[value] = (byte) value;
        }
        String text = Base64.getEncoder().encodeToString(bytes);
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            var seen = new CompletableFuture<Object>();
            gateway.bus().consumer("open.bytes", (Message<Object> message) -> {
                seen.complete(message.body());
                message.reply(message.body());
            });
            JsonObject reply = client.ask(request("open.bytes", text, "here").put("headers", BASE64));
            assertThat(seen.join()).isInstanceOf(Buffer.class);
            assertThat(((Buffer) seen.join()).getBytes()).isEqualTo(bytes);
            assertThat(reply.getJsonObject("headers")).isEqualTo(BASE64);
            assertThat(Base64.getDecoder().decode(reply.getString("body"))).isEqualTo(bytes);

            client.register("open.sink");
            var answer = gateway.bus().<Buffer>request("open.sink", Buffer.buffer(bytes));
            JsonObject asked = client.receive();
            assertThat(asked.getJsonObject("headers").getString("encoding")).isEqualTo("base64");
            client.send(send(asked.getString("replyAddress"), asked.getString("body"))
                    .put("headers", BASE64));
            assertThat(GatewayUnderTest.result(answer).body().getBytes()).isEqualTo(bytes);

            gateway.bus().publish("open.sink", bytes);
            assertThat(Base64.getDecoder().decode(client.receive().getString("body")))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void textOfEveryPlaneComesBackAsItWas() {
        var text = new StringBuilder();
        for (int point :
                new int[] {0, 1, 8, 9, 10, 13, 0x1f, '"', '\\', '/', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1f600, 0x10ffff
                }) {
            text.appendCodePoint(point);
        }
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect().register("open.sink")) {
            client.send(send("open.sink", text.toString()));
            assertThat(client.receive().getString("body")).isEqualTo(text.toString());
        }
    }

    @Test
    void messagesOfOneSenderComeInTheirOrder() {
        int count = 20_000;
        try (var gateway = GatewayUnderTest.start(wire, "gateway.outboundMaxBytes=16777216");
                var client = gateway.connect().register("open.sink");
                var sender = gateway.connect()) {
            CompletableFuture.runAsync(() -> IntStream.range(0, count).forEach(n -> sender.send(send("open.sink", n))));
            List<Integer> seen = new ArrayList<>();
            while (seen.size() < count) {
                seen.add(client.receive().getInteger("body"));
            }
            assertThat(seen).isEqualTo(IntStream.range(0, count).boxed().toList());
        }
    }

    @Test
    void aReplyAddressIsOneSessionsAloneAndGoodForOnce() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect().register("open.sink");
                var thief = gateway.connect()) {
            var answer = gateway.bus().<String>request("open.sink", "who?");
            String address = client.receive().getString("replyAddress");
            assertThat(thief.ask(send(address, "me"))).isEqualTo(err("access_denied"));
            assertThat(thief.ask(frame("send", address).put("failureCode", 1))).isEqualTo(err("access_denied"));
            assertThat(thief.ask(frame("register", address))).isEqualTo(err("access_denied"));
            client.send(send(address, "I"));
            assertThat(GatewayUnderTest.result(answer).body()).isEqualTo("I");
            assertThat(client.ask(send(address, "again"))).isEqualTo(err("access_denied"));
        }
    }

    @Test
    void whoDoesNotAnswerFailsHisAskerByNameAndCannotAnswerAnyMore() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.replyTimeoutMs=300");
                var client = gateway.connect().register("open.sink")) {
            ReplyException failure = GatewayUnderTest.failure(gateway.bus().request("open.sink", "anybody?"));
            assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
            assertThat(failure.failureCode()).isEqualTo(FailureCode.TIMED_OUT.number());
            assertThat(failure).hasMessage("TIMED_OUT: the session of the gateway did not answer");
            assertThat(client.ask(send(client.receive().getString("replyAddress"), "late")))
                    .isEqualTo(err("access_denied"));
            assertThat(gateway.numbers().repliesPending()).isZero();
        }
    }

    @Test
    void theAskersOwnDeadlineHoldsIfItIsSooner() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect().register("open.sink")) {
            ReplyException failure = GatewayUnderTest.failure(
                    gateway.bus().request("open.sink", "quick?", new DeliveryOptions().addHeader("timeoutMs", "200")));
            assertThat(failure.failureCode()).isEqualTo(FailureCode.TIMED_OUT.number());
            assertThat(client.receive().getString("body")).isEqualTo("quick?");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionThatEndsFailsItsAskersAtOnceAndLeavesTheBus(boolean isReset) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect().register("open.sink")) {
            var asked = gateway.bus().request("open.sink", "still there?");
            client.receive();
            if (isReset) {
                client.reset();
            } else {
                client.closeOutput();
            }
            assertThat(GatewayUnderTest.failure(asked).failureCode()).isEqualTo(FailureCode.UNKNOWN_OUTCOME.number());
            GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 0);
            assertThat(gateway.numbers().registrations()).isZero();
            assertThat(gateway.numbers().repliesPending()).isZero();
            assertThat(GatewayUnderTest.failure(gateway.bus().request("open.sink", "hello?"))
                            .failureType())
                    .isEqualTo(ReplyFailure.NO_HANDLERS);
        }
    }

    @Test
    void aClientThatClosesItsSideStillGetsItsReplies() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            var held = new CompletableFuture<Message<Object>>();
            gateway.bus().consumer("open.slow", held::complete);
            client.send(request("open.slow", "x", "here")).closeOutput();
            Message<Object> request = held.join();
            GatewayUnderTest.await("taken", () -> gateway.numbers().requestsPending() == 1);
            request.reply("late but there");
            assertThat(client.receive().getString("body")).isEqualTo("late but there");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aRequestThatCertainlyWasNotServedIsAskedAgain() {
        var attempts = new AtomicInteger();
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            gateway.bus().consumer("open.busy", (Message<Object> message) -> {
                if (attempts.incrementAndGet() < 3) {
                    message.fail(
                            FailureCode.OVERLOADED.number(),
                            FailureCode.OVERLOADED.with("busy").getMessage());
                } else {
                    message.reply("at last");
                }
            });
            assertThat(client.ask(request("open.busy", "x", "here")).getString("body"))
                    .isEqualTo("at last");
            assertThat(attempts).hasValue(3);
        }
    }

    /** Who is told its deadline by {@code timeoutMs} has a moment more, so that its own failure is what comes. */
    @ParameterizedTest
    @CsvSource({"timeout, 100, 100", "timeoutMs, 100, 200", "timeout, 60000, 2000", "timeoutMs, 60000, 2000"})
    void theTimeOfARequestIsTheFramesWithinTheSetting(String header, int ms, int waitedMs) {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.replyTimeoutMs=2000");
                var client = gateway.connect()) {
            gateway.bus().consumer("open.silent", (Message<Object> message) -> {});
            JsonObject failed =
                    client.ask(request("open.silent", "x", "here").put("headers", new JsonObject().put(header, ms)));
            assertThat(failed.getString("failureType")).isEqualTo("TIMEOUT");
            // What passed before it was sent is taken off.
            assertThat(Integer.parseInt(
                            failed.getString("message").replaceAll("Timed out after waiting (\\d+).*", "$1")))
                    .isBetween(waitedMs / 2 + 1, waitedMs);
            assertThat(failed.getInteger("failureCode")).isEqualTo(-1);
            assertThat(failed.getString("address")).isEqualTo("here");
            assertThat(failed.getString("sourceAddress")).isEqualTo("open.silent");
        }
    }

    @Test
    void aDrainLetsWhatWaitsFinishAndTellsTheRest() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect().register("open.sink");
                var idle = gateway.connect()) {
            assertThat(idle.hasNothing()).isTrue();
            var answer = gateway.bus().<String>request("open.sink", "before you go");
            JsonObject asked = client.receive();
            var stopped = gateway.undeploy();
            assertThat(idle.receive()).isEqualTo(err("draining"));
            assertThat(idle.isClosed()).isTrue();
            assertThat(client.ask(send("open.sink", "more"))).isEqualTo(err("draining"));
            client.send(send(asked.getString("replyAddress"), "yes"));
            assertThat(GatewayUnderTest.result(answer).body()).isEqualTo("yes");
            assertThat(client.receive()).isEqualTo(err("draining"));
            assertThat(client.isClosed()).isTrue();
            idle.closeOutput();
            client.closeOutput();
            GatewayUnderTest.result(stopped);
            assertThat(gateway.numbers().sessionsOpen()).isZero();
        }
    }

    @Test
    void aDrainThatTakesTooLongCutsAndFailsTheAskers() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.drainTimeoutMs=200");
                var client = gateway.connect().register("open.sink")) {
            var asked = gateway.bus().request("open.sink", "before you go");
            client.receive();
            var stopped = gateway.undeploy();
            assertThat(GatewayUnderTest.failure(asked).failureCode()).isEqualTo(FailureCode.UNKNOWN_OUTCOME.number());
            GatewayUnderTest.result(stopped);
            assertThat(client.receive()).isEqualTo(err("draining"));
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void severalLoopsShareThePort() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.instances=2")) {
            for (int n = 0; n < 8; n++) {
                try (var client = gateway.connect()) {
                    assertThat(client.hasNothing()).isTrue();
                }
            }
        }
    }
}
