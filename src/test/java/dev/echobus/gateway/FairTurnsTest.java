package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that floods does not keep the loop from its other sessions, and loses none of its own frames. */
class FairTurnsTest {

    /** So many of a flood may be served before one frame of another session: those of one turn, and a few that were read before. */
    private static final int BEFORE_MAX = WireTransport.FRAMES_A_TURN + 30;

    private static final int FLOOD = 2_000;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void anothersFrameIsServedAfterATurn(Wire wire) {
        try (var gateway = GatewayUnderTest.startOnOneLoop(wire);
                var flooding = gateway.connect();
                var other = gateway.connect()) {
            List<Integer> served = servedNumbers(gateway);
            assertThat(other.hasNothing()).isTrue();
            // Reads begin small, and grow with what comes.
            flood(flooding);
            GatewayUnderTest.await("all are served", () -> served.size() == FLOOD);
            served.clear();

            // All of it has come before the loop looks.
            var isHeld = new CountDownLatch(1);
            var mayGoOn = new CountDownLatch(1);
            gateway.onLoop(() -> {
                isHeld.countDown();
                awaitQuietly(mayGoOn);
            });
            awaitQuietly(isHeld);
            flood(flooding);
            other.send(publish(0));
            mayGoOn.countDown();

            GatewayUnderTest.await("all are served", () -> served.size() == FLOOD + 1);
            assertThat(served.indexOf(0)).isLessThanOrEqualTo(BEFORE_MAX);
            served.remove(Integer.valueOf(0));
            assertThat(served).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aFloodThatEndsAtOnceIsServedToItsEnd(Wire wire) {
        try (var gateway = GatewayUnderTest.startOnOneLoop(wire);
                var flooding = gateway.connect()) {
            List<Integer> served = servedNumbers(gateway);
            flood(flooding);
            flooding.closeOutput();
            GatewayUnderTest.await("all are served", () -> served.size() == FLOOD);
            GatewayUnderTest.await("it is gone", () -> gateway.numbers().sessionsOpen() == 0);
        }
    }

    private static void flood(GatewayClient flooding) {
        for (int n = 1; n <= FLOOD; n++) {
            flooding.send(publish(n));
        }
    }

    private static List<Integer> servedNumbers(GatewayUnderTest gateway) {
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        gateway.bus().consumer("open.order", (Message<Integer> message) -> served.add(message.body()));
        return served;
    }

    private static JsonObject publish(int number) {
        return frame("publish", "open.order").put("body", number);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
