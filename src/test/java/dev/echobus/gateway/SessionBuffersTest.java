package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames that never come whole hold no more than all sessions may: who holds most is told so and goes. */
class SessionBuffersTest {

    private static final int BOUND = 1 << 20;

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

    @Test
    void byItselfTheBoundFollowsFromTheMemoryThereIs() {
        int frame = 2 << 20;
        long mib = 1 << 20;
        assertThat(GatewayContext.buffersMaxBytes(frame, 61 * mib, 64 * mib)).isEqualTo(8 * mib);
        assertThat(GatewayContext.buffersMaxBytes(frame, 28 * mib, 64 * mib)).isEqualTo(7 * mib);
        assertThat(GatewayContext.buffersMaxBytes(frame, 8 * mib, 16 * mib)).isEqualTo(4 * mib);
    }

    private static GatewayClient begin(GatewayClient client, int bytes) {
        return client.beginFrame(BOUND).sendBytes(new byte[bytes]);
    }
}
