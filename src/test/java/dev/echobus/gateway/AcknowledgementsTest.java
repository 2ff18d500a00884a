package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session is told of frames that it wants to know of. */
@ParameterizedClass
@EnumSource(Wire.class)
class AcknowledgementsTest {

    private final Wire wire;

    AcknowledgementsTest(Wire wire) {
        this.wire = wire;
    }

    @Test
    void whatIsDoneIsAcknowledgedWhereThatIsAskedFor() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            gateway.bus().consumer("open.some", message -> {});
            for (String type : List.of("register", "publish", "send", "unregister")) {
                client.send(frame(type, "open." + (type.endsWith("register") ? "sink" : "some"))
                        .put("ack", type + "!"));
                assertThat(client.receive())
                        .isEqualTo(new JsonObject().put("type", "ack").put("ack", type + "!"));
            }
            assertThat(client.ask(frame("unregister", "open.sink").put("ack", "x")))
                    .isEqualTo(err("unknown_address").put("ack", "x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "publish"})
    void whoWantsAnAckOfAMessageLearnsThatNobodyIsThereToTakeIt(String type) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            assertThat(client.ask(frame(type, "open.nobody").put("body", "x").put("ack", "told")))
                    .isEqualTo(new JsonObject()
                            .put("type", "err")
                            .put("sourceAddress", "open.nobody")
                            .put("failureCode", -1)
                            .put("failureType", "NO_HANDLERS")
                            .put("message", "No handlers for address open.nobody")
                            .put("ack", "told"));
            // Without an ack nothing comes, as of Vert.x's own bridge.
            client.send(frame(type, "open.nobody").put("body", "x"));
            assertThat(client.hasNothing()).isTrue();
            assertThat(gateway.numbers().requestsPending()).isZero();
        }
    }

    /** As of messages for a member that takes none. */
    @Test
    void messagesThatDoNotLeaveAreBoundedAndToldInTime() {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.pendingRepliesMax=10", "gateway.replyTimeoutMs=1000");
                var client = gateway.connect();
                var other = gateway.connect()) {
            gateway.bus().addOutboundInterceptor(message -> {
                if (!message.message().address().equals("open.held")) {
                    message.next();
                }
            });
            for (int n = 0; n < 11; n++) {
                client.send(send("open.held", n).put("ack", "n" + n));
            }
            JsonObject refused = client.receive();
            assertThat(refused.getString("ack")).isEqualTo("n10");
            assertThat(refused.getInteger("failureCode")).isEqualTo(FailureCode.OVERLOADED.number());
            assertThat(gateway.numbers().requestsPending()).isEqualTo(10);
            assertThat(other.hasNothing()).isTrue();
            client.closeOutput();
            for (int n = 0; n < 10; n++) {
                JsonObject late = client.receive();
                assertThat(late.getString("ack")).isEqualTo("n" + n);
                assertThat(late.getString("failureType")).isEqualTo("TIMEOUT");
            }
            assertThat(client.isClosed()).isTrue();
            assertThat(gateway.numbers().requestsPending()).isZero();
        }
    }
}
