package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import dev.echobus.gateway.GatewayClient;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a program in another language says of its answer, in the stamp of the message that it answered. */
class StampedGatewayTest {

    private static final int ASKING = 1 << 31;
    private static final int STAMP_BYTES = 128;

    @Test
    void whatASessionSaysOfItsAnswerIsInTheStamp() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of(
                        "server.host=127.0.0.1",
                        "server.port=0",
                        "server.framing=length",
                        "server.stamp=true",
                        "server.responder=bus",
                        "server.drainQuietMs=0",
                        "client.enabled=false",
                        "gateway.enabled=true",
                        "gateway.port=0",
                        "gateway.rules.reply.address=echobus.server.reply",
                        "gateway.rules.reply.register=true"))
                .await(30, TimeUnit.SECONDS);
        int port = node.listeners().get(0).endpoint().port();
        try (var answerer = GatewayClient.to(node.gateways().get(0).port());
                var user = new Socket(InetAddress.getLoopbackAddress(), port)) {
            answerer.send(new JsonObject()
                    .put("type", "register")
                    .put("address", "echobus.server.reply")
                    .put("ack", "registered"));
            answerer.receive();
            var out = new DataOutputStream(user.getOutputStream());
            out.writeInt(ASKING | 5);
            out.writeBytes("hello");
            JsonObject asked = answerer.receive();
            answerer.send(new JsonObject()
                    .put("type", "send")
                    .put("address", asked.getString("replyAddress"))
                    .put("headers", new JsonObject().put("node", "other").put("handledNanos", "1234"))
                    .put("body", "HELLO"));
            var in = new DataInputStream(user.getInputStream());
            assertThat(in.readInt()).isEqualTo(ASKING | (5 + STAMP_BYTES));
            assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("HELLO");
            ByteBuffer stamp = ByteBuffer.wrap(in.readNBytes(STAMP_BYTES));
            assertThat(stamp.getLong(64)).as("handled").isEqualTo(1234);
            assertThat(new String(stamp.array(), 104, stamp.get(7), StandardCharsets.UTF_8))
                    .isEqualTo("other");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }
}
