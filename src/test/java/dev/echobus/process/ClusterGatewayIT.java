package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.gateway.GatewayClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways on two nodes of one cluster: a session on one serves the other's, and a guest, until its node is killed. */
class ClusterGatewayIT {

    private static final String TALK = "talk.far";
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** The time of a request, and what a busy machine adds; far below the 30 s of a request that names none. */
    private static final Duration AT_THE_LATEST = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    @Test
    void aSessionIsReachedFromTheOtherNodeUntilItsNodeIsKilled() throws IOException, InterruptedException {
        int farPort = FreePorts.next();
        int nearPort = FreePorts.next();
        String members = "127.0.0.1:" + farPort + ",127.0.0.1:" + nearPort;
        int farGateway = FreePorts.next();
        int nearGateway = FreePorts.next();
        try (Program far = node(members, farPort, farGateway);
                Program near = node(members, nearPort, nearGateway);
                var server = GatewayClient.to(farGateway).register(TALK);
                var asker = GatewayClient.to(nearGateway)) {
            asker.send(request("one"));
            answer(server, "hello");
            JsonObject reply = asker.receive();
            assertThat(reply.getString("address")).isEqualTo("one");
            assertThat(reply.getString("body")).isEqualTo("HELLO");
            try (Program guest =
                    Program.start(directory, "bus", "request", "--cluster-members", members, TALK, "hello")) {
                answer(server, "hello");
                assertThat(guest.exitCode()).as(guest.err()).isZero();
                assertThat(guest.out()).isEqualTo("HELLO");
            }

            JsonObject message = new JsonObject()
                    .put("type", "send")
                    .put("address", TALK)
                    .put("body", "one way")
                    .put("ack", "left");
            assertThat(asker.ask(message).getString("type")).isEqualTo("ack");
            assertThat(server.receive().getString("body")).isEqualTo("one way");

            asker.send(request("two"));
            assertThat(server.receive().getString("body")).isEqualTo("hello");
            long killedNanos = System.nanoTime();
            far.signal("KILL");
            // It has the message, so it may have been served.
            assertFails(asker.receive(), "two", "TIMEOUT", killedNanos);
            asker.send(request("three"));
            assertFails(asker.receive(), "three", "NO_HANDLERS", System.nanoTime());
            JsonObject nobody = asker.ask(message);
            assertThat(nobody.getString("failureType")).as(nobody.encode()).isEqualTo("NO_HANDLERS");
            assertThat(nobody.getString("ack")).isEqualTo("left");
            assertThat(near.isAlive()).isTrue();
        }
    }

    private static void answer(GatewayClient server, String expected) {
        JsonObject message = server.receive();
        assertThat(message.getString("address")).isEqualTo(TALK);
        assertThat(message.getString("body")).isEqualTo(expected);
        server.send(new JsonObject()
                .put("type", "send")
                .put("address", message.getString("replyAddress"))
                .put("body", "HELLO"));
    }

    private static void assertFails(JsonObject err, String replyAddress, String name, long sinceNanos) {
        assertThat(err.getString("type")).as(err.encode()).isEqualTo("err");
        assertThat(err.getString("address")).isEqualTo(replyAddress);
        assertThat(err.getString("sourceAddress")).isEqualTo(TALK);
        assertThat(err.getString("failureType") + " " + err.getString("message"))
                .contains(name);
        assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isLessThan(AT_THE_LATEST);
    }

    private static JsonObject request(String replyAddress) {
        return new JsonObject()
                .put("type", "send")
                .put("address", TALK)
                .put("headers", new JsonObject().put("timeoutMs", String.valueOf(DEADLINE.toMillis())))
                .put("replyAddress", replyAddress)
                .put("body", "hello");
    }

    private Program node(String members, int port, int gatewayPort) throws IOException {
        return ClusterNode.start(
                directory,
                members,
                port,
                "--gateway-port",
                String.valueOf(gatewayPort),
                "--set",
                "gateway.rules.talk.address=talk.*",
                "--set",
                "gateway.rules.talk.send=true",
                "--set",
                "gateway.rules.talk.register=true");
    }
}
