package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that floods does not keep the loop from its other sessions, and loses none of its own frames. */
class FairTurnsTest {

    /** So many of a flood may be served before one frame of another session: those of one turn, and a few that were read before. */
    private static final int BEFORE_MAX = WireTransport.FRAMES_A_TURN + 30;

    private static final int FLOOD = 2_000;

    /** Fewer than end a session. */
    private static final int REFUSED = 800;

    private static final long REFUSED_BEFORE_MAX = WireTransport.FRAMES_A_TURN / Refusals.FRAMES_EACH + 5;

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

            whileTheLoopIsHeld(gateway, () -> {
                flood(flooding);
                other.send(publish(0));
            });

            GatewayUnderTest.await("all are served", () -> served.size() == FLOOD + 1);
            assertThat(served.indexOf(0)).isLessThanOrEqualTo(BEFORE_MAX);
            served.remove(Integer.valueOf(0));
            assertThat(served).isSorted().doesNotHaveDuplicates();
        }
    }

    /** A tenth of a turn is enough for who is refused. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void anothersFrameIsServedAfterATenthOfATurnOfOneThatIsRefused(Wire wire) {
        try (var gateway = GatewayUnderTest.startOnOneLoop(wire);
                var flooding = gateway.connect();
                var other = gateway.connect()) {
            var refusedBefore = new LinkedBlockingQueue<Long>();
            gateway.bus().consumer("open.order", (Message<Integer> message) -> refusedBefore.add(refused(gateway)));
            assertThat(other.hasNothing()).isTrue();
            assertThat(flooding.hasNothing()).isTrue();
            whileTheLoopIsHeld(gateway, () -> {
                for (int n = 0; n < REFUSED; n++) {
                    flooding.send(frame("publish", "closed.order").put("body", n));
                }
                other.send(publish(0));
            });
            GatewayUnderTest.await("all are answered", () -> refused(gateway) == REFUSED && !refusedBefore.isEmpty());
            assertThat(refusedBefore.remove()).isLessThanOrEqualTo(REFUSED_BEFORE_MAX);
        }
    }

    /** All that is sent has come before the loop looks. */
    private static void whileTheLoopIsHeld(GatewayUnderTest gateway, Runnable sending) {
        var isHeld = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        gateway.onLoop(() -> {
            isHeld.countDown();
            awaitQuietly(mayGoOn);
        });
        awaitQuietly(isHeld);
        sending.run();
        mayGoOn.countDown();
    }

    private static long refused(GatewayUnderTest gateway) {
        return gateway.numbers().errors().getOrDefault(GatewayError.ACCESS_DENIED.code(), 0L);
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
