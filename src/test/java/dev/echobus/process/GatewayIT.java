package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.gateway.GatewayClient;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
                            "2000k",
                            "--timeout",
                            "30s",
                            "--gateway",
                            gateway,
                            "echobus.client.echo",
                            "x")) {
                assertThat(taps.exitCode()).as(taps.err()).isZero();
                assertThat(taps.out().lines()).hasSize(20).anyMatch(GatewayIT::showsAnsweredEchoes);
                assertTopShows("echobus.client.echo", gateway, token);
                requests.signal("INT");
            }
        }
    }

    private void assertTopShows(String address, String gateway, Path token) throws IOException, InterruptedException {
        try (Program top = Program.start(
                directory,
                "bus",
                "top",
                "--count",
                "3",
                "--interval",
                "300ms",
                "--sort",
                "sent",
                "--limit",
                "1",
                "--gateway",
                gateway,
                "--gateway-token-file",
                token.toString())) {
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out().lines()).anyMatch(line -> line.startsWith(address + " "));
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

    /** On the transport that nodes have, and with a body of many records each way. */
    @Test
    void bothPortsSpeakTlsAndACommandComesThroughWithItsCertificate() throws Exception {
        var authority = new TestAuthority(directory, "ours");
        Issued here = authority.issue("here", "ip:127.0.0.1");
        Issued audit = authority.issueTo("CN=audit,O=Example", "audit", "dns:audit.example");
        var settings = new ArrayList<>(List.of("--gateway-port", "0", "--gateway-web-port", "0"));
        Stream.concat(
                        here.settings("gateway.tls").stream(),
                        Stream.of(
                                "gateway.certificates.audit.subject=CN=audit,O=Example",
                                "gateway.rules.echo.identity=audit",
                                "gateway.rules.echo.address=echobus.client.echo",
                                "gateway.rules.echo.send=true",
                                "client.messageMaxBytes=1000000"))
                .forEach(setting -> settings.addAll(List.of("--set", setting)));
        try (Program server = Program.serve(directory, settings.toArray(String[]::new))) {
            assertThat(server.out())
                    .contains("\ngateway tls://127.0.0.1:", "\ngateway wss://127.0.0.1:")
                    .endsWith("/eventbus\nready\n");
            String target =
                    server.out().lines().skip(1).findFirst().orElseThrow().substring("gateway ".length());
            assertEchoed(target, here, audit);
            String[] showsNone = {
                "bus", "request", "--gateway", target, "--gateway-ca", here.ca(), "echobus.client.echo", "x"
            };
            try (Program stranger = Program.start(directory, showsNone)) {
                assertThat(stranger.exitCode()).isOne();
                assertThat(stranger.err()).contains("it asks for a certificate (--gateway-certificate): ");
            }
            assertThat(server.err())
                    .contains("it shows no certificate of a CA in gateway.tls.ca")
                    .doesNotContain("Exception");
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
        }
    }

    private void assertEchoed(String target, Issued gateway, Issued own) throws IOException, InterruptedException {
        Path body = Files.writeString(directory.resolve("body"), "all of it ".repeat(60_000));
        try (Program request = Program.start(
                directory,
                "bus",
                "request",
                "--gateway",
                target,
                "--gateway-ca",
                gateway.ca(),
                "--gateway-certificate",
                own.certificate(),
                "--gateway-key",
                own.key(),
                "echobus.client.echo",
                "@" + body)) {
            assertThat(request.exitCode()).as(request.err()).isZero();
            assertThat(request.out()).isEqualTo(Files.readString(body));
        }
    }

    @Test
    void aFileOfTlsThatCannotBeUsedIsToldByItsSetting() throws IOException, InterruptedException {
        try (Program server = Program.start(
                directory,
                "serve",
                "--port",
                "0",
                "--gateway-port",
                "0",
                "--set",
                "gateway.tls.certificate=/nowhere.crt",
                "--set",
                "gateway.tls.key=/nowhere.key")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.err())
                    .contains("gateway.tls.certificate: /nowhere.crt: cannot be read: NoSuchFileException");
        }
    }
}
