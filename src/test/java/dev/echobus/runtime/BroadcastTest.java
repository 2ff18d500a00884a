package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.config.TestConfigs;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;

/** A broadcast reaches peers and leaves the node's own client alone. */
class BroadcastTest {

    private static final int ROUNDS = 50;

    @RepeatedTest(5) // It connects each time anew, while the first broadcasts are on their way.
    void broadcastsDoNotComeBetweenTheNodesOwnClientAndItsReplies() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of("server.port=0", "server.host=127.0.0.1", "server.drainQuietMs=0"))
                .await(30, TimeUnit.SECONDS);
        EventBus bus = node.vertx().eventBus();
        try (var peer = new Socket("127.0.0.1", port(node))) {
            peer.setSoTimeout(30_000);
            peer.getOutputStream().write('?');
            assertThat(peer.getInputStream().read()).isEqualTo('?');
            for (int round = 0; round < ROUNDS; round++) {
                bus.publish(Addresses.BROADCAST, Buffer.buffer("news"));
                String asked = "request " + round;
                Message<Buffer> reply =
                        bus.<Buffer>request(Addresses.CLIENT_ECHO, asked).await(30, TimeUnit.SECONDS);
                assertThat(reply.body()).hasToString(asked);
            }
            // The first may have come while the peer could still have been the client.
            byte[] news = peer.getInputStream().readNBytes(4 * (ROUNDS - 1));
            assertThat(new String(news)).isEqualTo("news".repeat(ROUNDS - 1));
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static int port(Echobus node) {
        return node.listeners().get(0).endpoint().port();
    }
}
