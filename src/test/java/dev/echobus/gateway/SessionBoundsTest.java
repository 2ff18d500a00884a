package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one session may hold, and how many there may be: over each bound it is told, and others notice nothing. */
@ParameterizedClass
@EnumSource(Wire.class)
class SessionBoundsTest {

    private final Wire wire;

    SessionBoundsTest(Wire wire) {
        this.wire = wire;
    }

    private static final int BODY_CHARACTERS = 65_536;

    @Test
    void registrationsAreBoundedAndNoneIsDoubled() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.registrationsMax=100");
                var client = gateway.connect()) {
            for (int n = 0; n < 1_000; n++) {
                client.send(frame("register", "open." + n));
            }
            for (int n = 100; n < 1_000; n++) {
                assertThat(client.receive()).isEqualTo(err("too_many_registrations"));
            }
            assertThat(client.ask(frame("register", "open.7"))).isEqualTo(err("duplicate_registration"));
            assertThat(gateway.numbers().registrations()).isEqualTo(100);
            client.send(frame("unregister", "open.7"));
            client.register("open.new");
        }
    }

    @Test
    void tenThousandForgedReplyAddressesAreDenied() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.errorsPerSecondMax=0");
                var client = gateway.connect().register("open.sink");
                var forger = gateway.connect()) {
            gateway.bus().request("open.sink", "x");
            String real = client.receive().getString("replyAddress");
            String prefix = real.substring(0, real.lastIndexOf('.') + 1);
            var sending = dev.echobus.Background.run(() -> {
                for (int n = 0; n < 10_000; n++) {
                    forger.send(send(prefix + n, "forged"));
                }
            });
            for (int n = 0; n < 10_000; n++) {
                assertThat(forger.receive()).isEqualTo(err("access_denied"));
            }
            sending.join();
            assertThat(gateway.numbers().repliesPending()).isOne();
        }
    }

    @Test
    void requestsInFlightAreBoundedBothWays() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.pendingRepliesMax=10");
                var client = gateway.connect().register("open.sink")) {
            gateway.bus().consumer("open.silent", (Message<Object> message) -> {});
            for (int n = 0; n < 11; n++) {
                client.send(request("open.silent", n, "here" + n));
            }
            JsonObject refused = client.receive();
            assertThat(refused.getString("address")).isEqualTo("here10");
            assertThat(refused.getInteger("failureCode")).isEqualTo(FailureCode.OVERLOADED.number());

            var asked = new ArrayList<Future<?>>();
            for (int n = 0; n < 11; n++) {
                asked.add(gateway.bus().request("open.sink", n));
            }
            assertThat(GatewayUnderTest.failure(asked.get(10)).failureCode())
                    .isEqualTo(FailureCode.OVERLOADED.number());
            assertThat(gateway.numbers().repliesPending()).isEqualTo(10);
        }
    }

    /** What nobody has answered is held until somebody does, read or not. */
    @Test
    void bytesOfRequestsThatAreNotAnsweredAreBounded() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.pendingMaxBytes=1000000");
                var client = gateway.connect().register("open.sink")) {
            var asked = new ArrayList<Future<?>>();
            for (int n = 0; n < 20; n++) {
                asked.add(gateway.bus().request("open.sink", message(n)));
            }
            JsonObject first = client.receive();
            int served = 1;
            while (served < 15) {
                assertThat(client.receive().getJsonArray("body").getInteger(0)).isEqualTo(served++);
            }
            assertThat(client.hasNothing()).isTrue();
            assertThat(GatewayUnderTest.failure(asked.get(15)).failureCode())
                    .isEqualTo(FailureCode.OVERLOADED.number());
            assertThat(gateway.numbers().repliesPending()).isEqualTo(15);
            client.send(send(first.getString("replyAddress"), "at last"));
            GatewayUnderTest.result(asked.get(0));
            gateway.bus().request("open.sink", message(20));
            assertThat(client.receive().getJsonArray("body").getInteger(0)).isEqualTo(20);

            // An answer that asks back is an answer at least.
            var askedBack = new CompletableFuture<Throwable>();
            gateway.bus()
                    .consumer(
                            "open.again",
                            (Message<Object> message) ->
                                    message.replyAndRequest(message(21)).onFailure(askedBack::complete));
            JsonObject reply = client.ask(request("open.again", "x", "here"));
            assertThat(reply.getJsonArray("body").getInteger(0)).isEqualTo(21);
            assertThat(reply.getString("replyAddress")).isNull();
            assertThat(askedBack.join()).hasMessageStartingWith("OVERLOADED");
        }
    }

    @Test
    void sessionsAreCountedAndOneTooManyIsTold() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.sessionsMax=50")) {
            List<GatewayClient> clients = new ArrayList<>();
            for (int n = 0; n < 50; n++) {
                clients.add(gateway.connect());
            }
            for (GatewayClient client : clients) {
                assertThat(client.hasNothing()).isTrue();
            }
            try (var refused = gateway.connect()) {
                assertThat(refused.receive()).isEqualTo(err("too_many_sessions"));
                assertThat(refused.isClosed()).isTrue();
            }
            assertThat(gateway.numbers().sessionsRefused()).isOne();
            clients.remove(0).close();
            GatewayUnderTest.await("room for one", () -> gateway.numbers().sessionsOpen() == 49);
            clients.add(gateway.connect());
            assertThat(clients.get(49).hasNothing()).isTrue();
            clients.forEach(GatewayClient::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "drop", "disconnect"})
    void aSubscriberThatNeverReadsIsBounded(String overflow) {
        try (var gateway = GatewayUnderTest.start(
                        wire,
                        "gateway.overflow=" + overflow,
                        "gateway.outboundMaxBytes=1048576",
                        "server.sendBufferBytes=65536");
                var other = gateway.connect();
                var deaf = gateway.connectWithSmallBuffer().register("open.flood")) {
            int published = flood(gateway);
            assertThat(other.hasNothing()).isTrue();
            if (overflow.equals("disconnect")) {
                GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 1);
                return;
            }
            Future<Object> asked =
                    gateway.bus().request("open.flood", message(published)).map(Message::body);
            if (overflow.equals("pause")) {
                assertThat(GatewayUnderTest.failure(asked).failureCode()).isEqualTo(FailureCode.OVERLOADED.number());
            }
            // It reads after all: what was kept comes, and then whatever is new.
            deaf.sendMark();
            List<Integer> seen = new ArrayList<>();
            JsonObject next = deaf.receive();
            while (!deaf.isMark(next)) {
                seen.add(next.getJsonArray("body").getInteger(0));
                next = deaf.receive();
            }
            assertThat(seen).isSorted().doesNotHaveDuplicates().startsWith(0);
            int last = seen.get(seen.size() - 1);
            assertThat(last).isEqualTo(overflow.equals("drop") ? published : seen.size() - 1);
            gateway.bus().publish("open.flood", "new");
            assertThat(deaf.receive().getString("body")).isEqualTo("new");
            // The bound, and what the socket holds.
            assertThat(seen.size() * BODY_CHARACTERS).isLessThan(2_500_000);
            GatewayUnderTest.await("nothing is held", () -> gateway.numbers().buffersHeld() == 0);
        }
    }

    /** Publishes until enough was kept from the session; returns how many messages that took. */
    private static int flood(GatewayUnderTest gateway) {
        var published = new AtomicInteger();
        GatewayUnderTest.await("it overflows", () -> {
            gateway.bus().publish("open.flood", message(published.getAndIncrement()));
            return gateway.numbers().dropped() > 20 || gateway.errors(GatewayError.SLOW_CONSUMER) > 0;
        });
        return published.get();
    }

    private static JsonArray message(int number) {
        return new JsonArray().add(number).add("x".repeat(BODY_CHARACTERS));
    }
}
