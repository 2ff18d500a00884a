package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.gateway.GatewayClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node with the rules of {@code conf/gateway.json}: what programs of other languages can do with it. */
class NodeGatewayTest {

    @Test
    void aSessionAsksForAnEchoAndAnswersForTheServer() throws Exception {
        Echobus node = start("server.framing=line", "server.responder=bus");
        try (var client = GatewayClient.to(node.gateways().get(0).port());
                var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            client.send(new JsonObject()
                    .put("type", "register")
                    .put("address", "echobus.server.reply")
                    .put("ack", "registered"));
            assertThat(client.receive().getString("ack")).isEqualTo("registered");
            user.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            answer(client, "aGVsbG8=", "hello from elsewhere");
            var lines = new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("hello from elsewhere");

            // The echo's server asks the bus too: the session answers its own question.
            client.send(new JsonObject()
                    .put("type", "send")
                    .put("address", "echobus.client.echo")
                    .put("body", "round")
                    .put("replyAddress", "mine"));
            answer(client, "cm91bmQ=", "trip");
            JsonObject reply = client.receive();
            assertThat(reply.getString("address")).isEqualTo("mine");
            assertThat(reply.getString("body")).isEqualTo("dHJpcA==");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theRulesOpenWhatTheContractHasForOthersAndNothingElse() throws Exception {
        Echobus node = start();
        try (var client = GatewayClient.to(node.gateways().get(0).port())) {
            for (String address : List.of("echobus.service.ping", "echobus.service.info", "echobus.service.stats")) {
                client.send(new JsonObject()
                        .put("type", "send")
                        .put("address", address)
                        .put("replyAddress", "here"));
                assertThat(client.receive().getJsonObject("body").getString("node"))
                        .isNotEmpty();
            }
            assertThat(node.stats().toJson().getLong("gatewaySessionsOpen")).isOne();
            for (String address : List.of(
                    "echobus.broadcast", "echobus.connections", "echobus.node.x.routes", "echobus.connection.x", "x")) {
                for (String type : List.of("send", "publish", "register")) {
                    client.send(new JsonObject().put("type", type).put("address", address));
                    assertThat(client.receive().getString("message")).isEqualTo("access_denied");
                }
            }
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPortThatCannotBeHadNamesItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("gateway.port=" + taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (gateway, gateway.port): Address already in use");
        }
    }

    @Test
    void aDrainAnswersWhatTheServersStillOwe() throws Exception {
        Echobus node = start("server.framing=line", "server.responder=bus", "server.drainQuietMs=100");
        try (var client = GatewayClient.to(node.gateways().get(0).port());
                var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            client.send(new JsonObject()
                    .put("type", "register")
                    .put("address", "echobus.server.reply")
                    .put("ack", "registered"));
            client.receive();
            user.getOutputStream().write("owed\n".getBytes(StandardCharsets.UTF_8));
            JsonObject asked = client.receive();
            var drained = node.drain();
            client.send(new JsonObject()
                    .put("type", "send")
                    .put("address", asked.getString("replyAddress"))
                    .put("body", "paid"));
            assertThat(new String(user.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("paid\n");
            assertThat(client.receive().getString("message")).isEqualTo("draining");
            client.closeOutput();
            drained.await(30, TimeUnit.SECONDS);
        }
    }

    private static void answer(GatewayClient client, String body, String text) {
        JsonObject asked = client.receive();
        assertThat(asked.getString("address")).isEqualTo("echobus.server.reply");
        assertThat(asked.getString("body")).isEqualTo(body);
        client.send(new JsonObject()
                .put("type", "send")
                .put("address", asked.getString("replyAddress"))
                .put("body", text));
    }

    private static int port(Echobus node) {
        return node.listeners().get(0).endpoint().port();
    }

    private static Echobus start(String... settings) throws Exception {
        List<Assignment> assignments = Stream.concat(
                        Stream.of("server.host=127.0.0.1", "server.port=0", "gateway.port=0"), Stream.of(settings))
                .map(Assignment::set)
                .toList();
        Vertx reader = Vertx.vertx();
        try {
            var sources = new ConfigSources(
                    Path.of("").toAbsolutePath(), List.of("conf/gateway.json"), Map.of(), assignments);
            var loaded = ConfigLoader.load(reader, sources).await(30, TimeUnit.SECONDS);
            assertThat(loaded).isInstanceOf(LoadedConfig.class);
            return Echobus.start(((LoadedConfig<EchobusConfig>) loaded).config())
                    .await(30, TimeUnit.SECONDS);
        } finally {
            reader.close().await(30, TimeUnit.SECONDS);
        }
    }
}
