package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.gateway.GatewayClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway of a process: its line, its rules from the file that comes with it, and its end. */
class GatewayIT {

    @TempDir
    private Path directory;

    @Test
    void itsLineStandsBeforeReadyAndASignalEndsItsSessions() throws IOException, InterruptedException {
        String rules = Path.of("conf/gateway.json").toAbsolutePath().toString();
        try (Program server = Program.serve(
                directory, "--config", rules, "--gateway-port", "0", "--gateway-web-port", "0", "--framing", "line")) {
            assertThat(server.out())
                    .matches("listening echo tcp://0\\.0\\.0\\.0:\\d+\n"
                            + "gateway tcp://127\\.0\\.0\\.1:\\d+\n"
                            + "gateway ws://127\\.0\\.0\\.1:\\d+/eventbus\nready\n");
            String line = server.out().lines().skip(1).findFirst().orElseThrow();
            try (var client = GatewayClient.to(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))) {
                client.send(new JsonObject()
                        .put("type", "send")
                        .put("address", "echobus.client.echo")
                        .put("body", "hello")
                        .put("replyAddress", "here"));
                JsonObject reply = client.receive();
                assertThat(reply.getString("address")).isEqualTo("here");
                assertThat(reply.getString("body")).isEqualTo("aGVsbG8=");
                assertThat(reply.getJsonObject("headers").getString("encoding")).isEqualTo("base64");

                server.signal("TERM");
                assertThat(client.receive().getString("message")).isEqualTo("draining");
                client.closeOutput();
                assertThat(server.exitCode()).isEqualTo(143);
            }
            assertThat(server.err()).doesNotContain("LEAK").doesNotContain("Exception");
        }
    }

    @Test
    void aPortThatIsTakenIsToldByItsSetting() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0);
                Program server = Program.start(
                        directory, "serve", "--port", "0", "--gateway-port", String.valueOf(taken.getLocalPort()))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.err())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (gateway, gateway.port): Address already in use");
        }
    }

    @Test
    void aTapShowsWhatPassesToThoseWhoMay() throws IOException, InterruptedException {
        String rules = Path.of("conf/gateway.json").toAbsolutePath().toString();
        try (Program server = Program.serve(
                directory,
                "--config",
                rules,
                "--gateway-port",
                "0",
                "--set",
                "gateway.tokens.operator.token=open-sesame-once-more",
                "--set",
                "gateway.rules.tap.identity=operator",
                "--set",
                "gateway.rules.tap.address=echobus.tap",
                "--set",
                "gateway.rules.tap.publish=true")) {
            String gateway =
                    server.out().lines().skip(1).findFirst().orElseThrow().substring("gateway ".length());
            String[] tap = {"bus", "tap", "**", "--json", "--count", "20", "--interval", "100ms", "--gateway", gateway};
            try (Program denied = Program.start(directory, tap)) {
                assertThat(denied.exitCode()).isEqualTo(1);
                assertThat(denied.err()).contains("refused by the gateway: access_denied");
            }
            Path token = Files.writeString(directory.resolve("token"), "open-sesame-once-more");
            var allowed = new ArrayList<>(List.of(tap));
            allowed.addAll(List.of("--gateway-token-file", token.toString()));
            try (Program taps = Program.start(directory, allowed.toArray(String[]::new));
                    Program requests = Program.start(
                            directory,
                            "bus",
                            "request",
                            "--count",
                            "200k",
                            "--timeout",
                            "30s",
                            "--gateway",
                            gateway,
                            "echobus.client.echo",
                            "x")) {
                assertThat(taps.exitCode()).as(taps.err()).isZero();
                assertThat(taps.out().lines()).hasSize(20).anyMatch(GatewayIT::showsAnsweredEchoes);
                requests.signal("INT");
            }
        }
    }

    private static boolean showsAnsweredEchoes(String look) {
        return new JsonObject(look)
                .getJsonArray("addresses").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(each -> "echobus.client.echo".equals(each.getString("address"))
                                && each.getLong("sent") > 0
                                && each.getJsonObject("answerUs", new JsonObject())
                                                .getLong("count", 0L)
                                        > 0);
    }
}
