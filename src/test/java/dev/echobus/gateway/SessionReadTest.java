package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of one session is served before another of the same event loop has its turn. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SessionReadTest {

    private static final int FRAME_BYTES = 1_024;

    /** Four reads of a session; the kernel takes them without their being read. */
    private static final int BURST_FRAMES = 64;

    /** {@code GatewayContext} has it. */
    private static final int READ_BYTES = 16_384;

    /** Its first reads are short ones; and which of two sockets is looked at first is the system's choice. */
    private static final int ROUNDS = 10;

    /** Sockets that are first spoken TLS or HTTP on have been read from before they are a session's. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "WEBSOCKET"})
    void aSessionHasOneReadBeforeAnotherHasItsTurn(Wire wire) throws InterruptedException {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.instances=1");
                var holder = gateway.connect();
                var greedy = gateway.connect();
                var modest = gateway.connect()) {
            var loop = new HeldLoop();
            gateway.bus()
                    .addOutboundInterceptor(
                            message -> loop.served(message.message().address()));
            List<Integer> before = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                loop.hold(holder);
                for (int n = 0; n < BURST_FRAMES; n++) {
                    greedy.sendText(padded("open.greedy"));
                }
                modest.send(send("open.modest", ""));
                List<String> served = loop.goOn(BURST_FRAMES + 1);
                before.add(served.indexOf("open.modest"));
            }
            assertThat(Collections.max(before))
                    .as("frames before, by rounds: %s", before)
                    .isPositive();
            assertThat(Collections.max(before) * FRAME_BYTES)
                    .as("frames before, by rounds: %s", before)
                    .isLessThanOrEqualTo(READ_BYTES + FRAME_BYTES);
        }
    }

    private static String padded(String address) {
        JsonObject frame = send(address, "");
        return frame.put("body", "x".repeat(FRAME_BYTES - frame.encode().length()))
                .encode();
    }

    /** An event loop that stands still at a message, and then goes on with all that has come meanwhile. */
    private static final class HeldLoop {

        private static final String HOLD = "open.hold";

        private final List<String> served = new ArrayList<>();
        private volatile CountDownLatch isHeld = new CountDownLatch(0);
        private volatile CountDownLatch mayGoOn = new CountDownLatch(0);
        private volatile CountDownLatch left = new CountDownLatch(0);

        void hold(GatewayClient holder) throws InterruptedException {
            served.clear();
            isHeld = new CountDownLatch(1);
            mayGoOn = new CountDownLatch(1);
            holder.send(send(HOLD, ""));
            isHeld.await();
        }

        /** Returns where that many messages went, in their order. */
        List<String> goOn(int count) throws InterruptedException {
            left = new CountDownLatch(count);
            mayGoOn.countDown();
            left.await();
            return List.copyOf(served);
        }

        void served(String address) {
            if (!address.equals(HOLD)) {
                served.add(address);
                left.countDown();
                return;
            }
            isHeld.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
