package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.dialogue.ScriptedPeer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code selftest} of the built jar says what is wrong with a way, and fails. */
class SelfTestFailureIT extends SelfTests {

    /** A drain waits for the connection that the test holds. */
    private static final String LONG_DRAIN_MS = "60000";

    @Test
    void aServerThatChangesAByteIsToldWithTheMessageAndTheByte() throws IOException, InterruptedException {
        try (var peer = ScriptedPeer.start(socket -> {
                    InputStream in = socket.getInputStream();
                    var bytes = new byte[65_536];
                    for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                        for (int i = 0; i < read; i++) {
                            // As one that takes bytes for ASCII.
                            bytes[i] &= 0x7f;
                        }
                        socket.getOutputStream().write(bytes, 0, read);
                    }
                });
                Program test = selftest(flags("server.port=" + peer.endpoint().port()))) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "echo"))
                    .contains("  failed  ")
                    .endsWith("  message 5 of 6 (256 bytes): echoed bytes differ from byte 128 on");
        }
    }

    @Test
    void aServerThatClosesAtALongMessageIsTold() throws IOException, InterruptedException {
        try (var peer = ScriptedPeer.start(socket -> {
                    InputStream in = socket.getInputStream();
                    var bytes = new byte[1_024];
                    for (int read = in.read(bytes); read > 0 && read < bytes.length; read = in.read(bytes)) {
                        socket.getOutputStream().write(bytes, 0, read);
                    }
                });
                Program test = selftest(flags("server.port=" + peer.endpoint().port()))) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "echo"))
                    .contains("  failed  ", "  message 6 of 6 (65536 bytes): ", " after 0 of 65536");
        }
    }

    @Test
    void whereNobodyListensEachWayIsToldAsRefused() throws IOException, InterruptedException {
        try (Program test = selftest(flags(
                "server.port=" + echo,
                "gateway.enabled=true",
                "gateway.port=" + gateway,
                "gateway.webEnabled=true",
                "gateway.webPort=" + web,
                "admin.enabled=true",
                "admin.port=" + admin,
                "cluster.enabled=true",
                "cluster.port=" + member))) {
            assertThat(test.exitCode()).isOne();
            for (String way : List.of("echo", "gateway ", "gateway.web", "admin")) {
                assertThat(row(test, way)).contains("  failed  ").endsWith("Connection refused");
            }
            assertThat(row(test, "cluster")).contains("  failed  ", "no member answered: 127.0.0.1:" + member);
            assertThat(test.err()).doesNotContain("Exception");
        }
    }

    @Test
    void aNodeThatDrainsIsNotReadyAndSaysWhy() throws Exception {
        List<String> flags = flags(
                "server.port=" + echo,
                "server.drainQuietMs=" + LONG_DRAIN_MS,
                "server.drainTimeoutMs=" + LONG_DRAIN_MS,
                "admin.enabled=true",
                "admin.port=" + admin,
                "admin.token=" + TOKEN);
        try (Program node = serve(flags);
                var held = new Socket("127.0.0.1", echo)) {
            held.getOutputStream().write(1);
            assertThat(held.getInputStream().read()).isOne();
            var drain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/drain"))
                    .header("Authorization", "Bearer " + TOKEN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.noBody());
            assertThat(HttpClient.newHttpClient()
                            .send(drain.build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
            try (Program test = selftest(flags, "--way", "admin", "--json")) {
                assertThat(test.exitCode()).isOne();
                JsonObject way = ways(new JsonObject(test.out())).get("admin");
                assertThat(way.getString("result")).isEqualTo("failed");
                assertThat(way.getString("found")).startsWith("live, and not ready: accepting is down (");
            }
            assertThat(node.isAlive()).isTrue();
        }
    }

    @Test
    void aGatewayThatDoesNotKnowTheTokenIsToldToRefuse() throws IOException, InterruptedException {
        List<String> settings = List.of(
                "server.port=" + echo,
                "gateway.enabled=true",
                "gateway.port=" + gateway,
                "gateway.webEnabled=true",
                "gateway.webPort=" + web,
                "gateway.rules.echo.identity=tester",
                "gateway.rules.echo.address=echobus.client.echo",
                "gateway.rules.echo.send=true");
        try (Program node = serve(flags(with(settings, "gateway.tokens.tester.token=the-node-has-this-one")));
                Program test = selftest(flags(with(settings, "gateway.tokens.tester.token=" + TOKEN)))) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "echo")).contains("  ok  ");
            assertThat(row(test, "gateway ")).contains("  failed  ", "invalid_token");
            assertThat(row(test, "gateway.web")).contains("  failed  ", "invalid_token");
            assertThat(test.out() + test.err()).doesNotContain(TOKEN);
            assertThat(node.isAlive()).isTrue();
        }
    }

    @Test
    void aGatewayThatChangesAByteIsToldWithTheByte() throws IOException, InterruptedException {
        try (var peer = ScriptedPeer.start(SelfTestFailureIT::changeTheLastByte);
                var server = Program.serve(directory);
                Program test = selftest(flags(
                        "server.port=" + server.port(),
                        "gateway.enabled=true",
                        "gateway.port=" + peer.endpoint().port(),
                        "gateway.rules.echo.identity=tester",
                        "gateway.rules.echo.address=echobus.client.echo",
                        "gateway.rules.echo.send=true",
                        "gateway.tokens.tester.token=" + TOKEN))) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "echo")).contains("  ok  ");
            assertThat(row(test, "gateway "))
                    .contains("  failed  ")
                    .endsWith("  echobus.client.echo: echoed bytes differ from byte 254 on, 255 came back");
        }
    }

    /** A gateway that answers each request by its body, but for one bit. */
    private static void changeTheLastByte(Socket session) throws IOException {
        var in = new DataInputStream(session.getInputStream());
        var out = new DataOutputStream(session.getOutputStream());
        while (true) {
            var frame = new JsonObject(Buffer.buffer(in.readNBytes(in.readInt())));
            var answer = new JsonObject();
            switch (frame.getString("type")) {
                case "auth" -> answer.put("type", "ack").put("ack", frame.getValue("ack"));
                case "ping" -> answer.put("type", "pong");
                default -> {
                    byte[] body = Base64.getDecoder().decode(frame.getString("body"));
                    body[body.length - 1] ^= 1;
                    answer.put("type", "message")
                            .put("address", frame.getValue("replyAddress"))
                            .put("headers", frame.getValue("headers"))
                            .put("body", Base64.getEncoder().encodeToString(body));
                }
            }
            byte[] bytes = answer.toBuffer().getBytes();
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }

    /** Where no rule opens the echo, a pong is all that there is to ask for. */
    @Test
    void aGatewayThatAnswersNothingIsTold() throws IOException, InterruptedException {
        try (var peer = ScriptedPeer.start(
                        session -> session.getInputStream().transferTo(OutputStream.nullOutputStream()));
                Program test = selftest(
                        flags(
                                "gateway.enabled=true",
                                "gateway.port=" + peer.endpoint().port()),
                        "--way",
                        "gateway")) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "gateway ")).contains("  failed  ").endsWith(" within 5000 ms");
        }
    }

    @Test
    void aPortThatOnlyTheNodeKnowsIsToldByItsSetting() throws IOException, InterruptedException {
        try (Program test = selftest(flags("server.port=0", "gateway.enabled=true", "gateway.port=0"))) {
            assertThat(test.exitCode()).isOne();
            assertThat(row(test, "echo")).contains("  failed  ").endsWith("give server.port the one that it printed");
            assertThat(row(test, "gateway ")).endsWith("give gateway.port the one that it printed");
        }
    }

    @Test
    void aWayThatIsOffIsNotToBeHad() throws IOException, InterruptedException {
        try (Program test = selftest(flags("server.port=" + echo), "--way", "admin")) {
            assertThat(test.exitCode()).isEqualTo(2);
            assertThat(test.out()).isEmpty();
            assertThat(test.err()).isEqualTo("echobus: --way: expected echo, found \"admin\"\n");
        }
    }
}
