package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many frames that cannot be served a session may send: over the bound of a second it is told so and goes. */
class ErrorsBoundTest {

    private static final int BOUND = 100;

    /** A second that ends meanwhile lets as many again pass. */
    private static final int TOLD_MAX = 2 * BOUND;

    /** So many that only the end of the session ends them. */
    private static final int FLOOD = 100_000;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void framesThatAreNoneOverTheBoundEndTheSessionAndNoOther(Wire wire) {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.errorsPerSecondMax=" + BOUND);
                var other = gateway.connect();
                var client = gateway.connect().register("open.sink")) {
            assertThat(client.ask(frame("unregister", "open.none"))).isEqualTo(err("unknown_address"));
            var sending = Background.run(() -> flood(gateway, client, n -> "{"));
            int told = 1;
            JsonObject next = client.receive();
            while (!next.getString("message").equals("too_many_errors")) {
                assertThat(next.getString("message")).isEqualTo("invalid_json");
                told++;
                next = client.receive();
            }
            assertThat(told).isBetween(BOUND, TOLD_MAX);
            assertThat(next.getString("detail")).contains("gateway.errorsPerSecondMax");
            assertThat(client.isClosed()).isTrue();
            if (client instanceof WebSocketGatewayClient webSocket) {
                assertThat(webSocket.closing()).isEqualTo("1008 too_many_errors");
            }
            sending.join();
            client.reset();
            GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 1);
            assertThat(gateway.numbers().registrations()).isZero();
            assertThat(gateway.errors(GatewayError.TOO_MANY_ERRORS)).isOne();
            assertThat(other.ask(frame("unregister", "open.none"))).isEqualTo(err("unknown_address"));
            assertThat(other.hasNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void framesThatAreRefusedCountAsWell(Wire wire) {
        try (var gateway = GatewayUnderTest.start(
                        wire, "gateway.registrationsMax=10", "gateway.errorsPerSecondMax=" + BOUND);
                var client = gateway.connect()) {
            var sending = Background.run(() ->
                    flood(gateway, client, n -> frame("register", "open." + n).encode()));
            int told = 0;
            JsonObject next = client.receive();
            while (next.getString("message").equals("too_many_registrations")) {
                told++;
                next = client.receive();
            }
            assertThat(next.getString("message")).isEqualTo("too_many_errors");
            assertThat(told).isBetween(BOUND, TOLD_MAX);
            sending.join();
        }
    }

    @Test
    void whoStaysWithinItGoesOnForAnyNumberOfSeconds() {
        try (var gateway = GatewayUnderTest.start("gateway.errorsPerSecondMax=20");
                var client = gateway.connect()) {
            for (int n = 0; n < 30; n++) {
                assertThat(client.ask(new JsonObject(denied(n)))).isEqualTo(err("access_denied"));
                // Ten a second at most.
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void requestsThatFailAndMessagesToNobodyDoNotCount(Wire wire) {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.errorsPerSecondMax=1");
                var client = gateway.connect()) {
            gateway.bus().consumer("open.failing", (Message<Object> message) -> message.fail(7, "as ever"));
            for (int n = 0; n < 20; n++) {
                assertThat(client.ask(request("open.failing", n, "here")).getString("failureType"))
                        .isEqualTo("RECIPIENT_FAILURE");
                assertThat(client.ask(send("open.nobody", n).put("ack", "a")).getString("failureType"))
                        .isEqualTo("NO_HANDLERS");
            }
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @Test
    void whatADrainRefusesDoesNotCount() {
        try (var gateway = GatewayUnderTest.start("gateway.errorsPerSecondMax=1");
                var client = gateway.connect().register("open.sink")) {
            var answer = gateway.bus().<String>request("open.sink", "before you go");
            String replyAddress = client.receive().getString("replyAddress");
            var stopped = gateway.undeploy();
            GatewayUnderTest.await("it drains", () -> gateway.numbers().registrations() == 0);
            for (int n = 0; n < 20; n++) {
                assertThat(client.ask(send("open.sink", n))).isEqualTo(err("draining"));
            }
            client.send(send(replyAddress, "yes"));
            assertThat(GatewayUnderTest.result(answer).body()).isEqualTo("yes");
            client.closeOutput();
            GatewayUnderTest.result(stopped);
        }
    }

    private static String denied(int number) {
        return send("closed." + number, "x").encode();
    }

    /** Sends until the session is over. */
    private static void flood(GatewayUnderTest gateway, GatewayClient client, IntFunction<String> frames) {
        try {
            for (int n = 0; n < FLOOD && gateway.errors(GatewayError.TOO_MANY_ERRORS) == 0; n++) {
                client.sendText(frames.apply(n));
            }
        } catch (UncheckedIOException closed) {
            // Before the number was seen.
        }
    }
}
