package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Frames that never come whole, and those that nobody reads, hold no more than all sessions may: who holds most goes, and
 * nobody else.
 */
class SessionBuffersTest {

    private static final int BOUND = 1 << 20;

    private static final int BODY_CHARACTERS = 65_536;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void overTheBoundOfAllWhoHoldsMostIsClosedAndNoOther(Wire wire) {
        var others = new ArrayList<GatewayClient>();
        try (var gateway = GatewayUnderTest.start(wire, "gateway.bufferMemoryMaxBytes=" + BOUND);
                var honest = gateway.connect();
                var most = gateway.connect()) {
            begin(most, BOUND / 2);
            for (int client = 0; client < 6; client++) {
                others.add(begin(gateway.connect(), BOUND / 10));
            }
            JsonObject told = most.receive();
            assertThat(told.getString("message")).isEqualTo("out_of_memory");
            assertThat(told.getString("detail")).contains("gateway.bufferMemoryMaxBytes");
            assertThat(most.isClosed()).isTrue();
            assertThat(honest.ask(frame("unregister", "open.none"))).isEqualTo(err("unknown_address"));
            assertThat(gateway.errors(GatewayError.OUT_OF_MEMORY)).isOne();
            most.reset();
            GatewayUnderTest.await(
                    "only that one is gone", () -> gateway.numbers().sessionsOpen() == 1 + others.size());
        } finally {
            others.forEach(GatewayClient::close);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void whoNeverReadsGoesWhenAllHoldTooMuchAndWhoReadsGetsAll(Wire wire) {
        flood(wire, 12, BODY_CHARACTERS);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aLongMessageForManyIsHeldForNoMoreThanThereIsRoomFor(Wire wire) {
        flood(wire, 1, BOUND / 2);
    }

    /** Publishes messages to many of whom one reads. */
    private static void flood(Wire wire, int messages, int characters) {
        var deaf = new ArrayList<GatewayClient>();
        var mostHeld = new AtomicLong();
        try (var gateway = GatewayUnderTest.start(
                        wire, "gateway.bufferMemoryMaxBytes=" + 2 * BOUND, "server.sendBufferBytes=65536");
                var honest = gateway.connect().register("open.flood")) {
            gateway.buffers()
                    .onExcess((share, minBytes) ->
                            mostHeld.accumulateAndGet(gateway.buffers().heldBytes(), Math::max));
            for (int client = 0; client < 40; client++) {
                deaf.add(gateway.connectWithSmallBuffer().register("open.flood"));
            }
            for (int number = 0; number < messages; number++) {
                gateway.bus().publish("open.flood", message(number, characters));
                assertThat(honest.receive().getJsonArray("body").getInteger(0)).isEqualTo(number);
            }
            GatewayUnderTest.await("some go", () -> gateway.errors(GatewayError.OUT_OF_MEMORY) >= 5);
            // An eighth between two looks, a message before, one after, and what was not counted until then.
            assertThat(mostHeld.get()).isBetween(2L * BOUND, 2L * BOUND * 9 / 8 + 4L * characters);
            assertThat(honest.hasNothing()).isTrue();
            deaf.forEach(GatewayClient::reset);
            GatewayUnderTest.await("nothing is held", () -> gateway.numbers().buffersHeld() == 0);
        } finally {
            deaf.forEach(GatewayClient::close);
        }
    }

    @Test
    void whoAsksASessionThatGoesForItsMemoryLearnsWhetherItSawTheRequest() {
        try (var gateway = GatewayUnderTest.start(
                        Wire.TCP, "gateway.bufferMemoryMaxBytes=" + BOUND, "server.sendBufferBytes=65536");
                var deaf = gateway.connectWithSmallBuffer().register("open.deaf")) {
            var asked = new ArrayList<Future<?>>();
            GatewayUnderTest.await("it goes", () -> {
                asked.add(gateway.bus().request("open.deaf", message(asked.size(), BODY_CHARACTERS)));
                return gateway.errors(GatewayError.OUT_OF_MEMORY) > 0;
            });
            var codes = asked.stream()
                    .map(request -> GatewayUnderTest.failure(request).failureCode())
                    .toList();
            int notSeen = FailureCode.NOT_CONNECTED.number();
            assertThat(codes.get(0)).isEqualTo(FailureCode.UNKNOWN_OUTCOME.number());
            // What its socket had taken is the less.
            assertThat(codes.indexOf(notSeen)).isBetween(1, codes.size() / 2);
            assertThat(codes.subList(codes.indexOf(notSeen), codes.size())).doesNotContain(codes.get(0));
            deaf.reset();
        }
    }

    @Test
    void byItselfTheBoundFollowsFromTheMemoryThereIs() {
        int frame = 2 << 20;
        long mib = 1 << 20;
        assertThat(GatewayStats.buffersMaxBytes(frame, 61 * mib, 64 * mib)).isEqualTo(8 * mib);
        assertThat(GatewayStats.buffersMaxBytes(frame, 28 * mib, 64 * mib)).isEqualTo(7 * mib);
        assertThat(GatewayStats.buffersMaxBytes(frame, 8 * mib, 16 * mib)).isEqualTo(4 * mib);
    }

    private static JsonArray message(int number, int characters) {
        return new JsonArray().add(number).add("x".repeat(characters));
    }

    private static GatewayClient begin(GatewayClient client, int bytes) {
        return client.beginFrame(BOUND).sendBytes(new byte[bytes]);
    }
}
