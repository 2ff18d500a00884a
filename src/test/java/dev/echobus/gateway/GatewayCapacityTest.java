package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.TestConfigs;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the memory has no room for is refused, whoever asks for it, and there is room again when others are gone. */
class GatewayCapacityTest {

    private static final long MIB = 1 << 20;

    /** Room for ten sessions, two handshakes and 160 registrations. */
    private static final long LITTLE = 10 * 64 << 10;

    private static final int SESSIONS = 10;
    private static final int HANDSHAKES = 2;
    private static final int REGISTRATIONS = 160;

    @Test
    void itFollowsFromTheMemoryWhereThatIsLittle() {
        assertThat(GatewayCapacity.of(settings(), 44 * MIB)).isEqualTo(new GatewayCapacity(704, 176, 11_264));
        assertThat(GatewayCapacity.of(settings(), LITTLE))
                .isEqualTo(new GatewayCapacity(SESSIONS, HANDSHAKES, REGISTRATIONS));
        assertThat(GatewayCapacity.of(settings(), 625 * MIB)).isEqualTo(new GatewayCapacity(10_000, 2_500, 160_000));
        assertThat(GatewayCapacity.of(settings(), Long.MAX_VALUE))
                .isEqualTo(new GatewayCapacity(10_000, 10_000, Integer.MAX_VALUE));
    }

    @Test
    void sessionsThatAreAskedForMayBeMore() {
        assertThat(GatewayCapacity.of(settings("gateway.sessionsMax=20000"), LITTLE))
                .isEqualTo(new GatewayCapacity(20_000, HANDSHAKES, REGISTRATIONS));
        assertThat(GatewayCapacity.of(settings("gateway.sessionsMax=3"), Long.MAX_VALUE))
                .isEqualTo(new GatewayCapacity(3, 3, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void registrationsOfAllSessionsTogetherAreBounded(Wire wire) {
        try (var gateway = GatewayUnderTest.startInLittleMemory(wire, LITTLE);
                var other = gateway.connect()) {
            try (var most = gateway.connect()) {
                for (int number = 0; number < REGISTRATIONS; number++) {
                    most.register("open.a" + number);
                }
                assertThat(other.ask(frame("register", "open.mine"))).isEqualTo(err("too_many_registrations"));
                assertThat(gateway.numbers().registrations()).isEqualTo(REGISTRATIONS);
            }
            GatewayUnderTest.await("room", () -> gateway.numbers().registrations() == 0);
            other.register("open.mine");
            assertThat(gateway.numbers().registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void requestsOfAllSessionsTogetherAreBoundedByTheirBytes(Wire wire) throws InterruptedException {
        String body = "x".repeat(60_000);
        try (var gateway = GatewayUnderTest.start(wire, "gateway.bufferMemoryMaxBytes=100000");
                var first = gateway.connect();
                var second = gateway.connect()) {
            var asked = new LinkedBlockingQueue<Message<Object>>();
            gateway.bus().consumer("open.late", asked::add);
            first.send(request("open.late", body, "one"));
            Message<Object> waiting = asked.take();
            JsonObject refused = second.ask(request("open.late", body, "two"));
            assertThat(refused.getString("type")).isEqualTo("err");
            assertThat(refused.getString("message")).contains("OVERLOADED", "gateway.bufferMemoryMaxBytes");
            waiting.reply("done");
            assertThat(first.receive().getString("body")).isEqualTo("done");
            second.send(request("open.late", body, "three"));
            asked.take().reply("now");
            assertThat(second.receive().getString("body")).isEqualTo("now");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "WEBSOCKET"})
    void connectionsThatAreNoSessionYetAreRefusedWithTheReason(Wire wire) throws IOException {
        var silent = new ArrayList<Socket>();
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.startInLittleMemory(wire, LITTLE, "gateway.frameTimeoutMs=3600000")) {
            for (int number = 0; number < HANDSHAKES; number++) {
                silent.add(GatewayClient.connection(gateway.port(), 0));
            }
            try (var more = GatewayClient.connection(gateway.port(), 0)) {
                GatewayTls.assertEnds(more);
            }
            log.await(
                    "refused 127.0.0.1:",
                    HANDSHAKES + " connections are no session yet (gateway.sessionsMax, or the memory)");
            assertThat(gateway.numbers().sessionsRefused()).isOne();
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    private static GatewayConfig settings(String... settings) {
        return TestConfigs.of(settings).gateway();
    }
}
