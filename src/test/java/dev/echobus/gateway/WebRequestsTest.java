package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.WebSocketGatewayClient.FINAL;
import static dev.echobus.gateway.WebSocketGatewayClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.WebOrigin;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's HTTP port: which requests become sessions, and what SockJS says before and around frames. */
class WebRequestsTest {

    private static final String SOCKJS = "/eventbus/000/s/websocket";

    @ParameterizedTest
    @ValueSource(strings = {"/eventbus", SOCKJS})
    void pagesOfOtherOriginsAreRefused(String path) throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET, "gateway.webOrigins=https://ours.example")) {
            int port = gateway.port();
            assertThat(status(port, path, "Origin: https://theirs.example")).isEqualTo(403);
            assertThat(status(port, path, "Origin: http://127.0.0.1:" + (port - 1)))
                    .isEqualTo(403);
            assertThat(status(port, path, "Origin: null")).isEqualTo(403);
            assertThat(status(port, path, "Origin: http://127.0.0.1:" + port)).isEqualTo(101);
            assertThat(status(port, path, "Origin: https://ours.example")).isEqualTo(101);
            assertThat(status(port, path)).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7001, 127.0.0.1:7001, true",
        "http://[::1]:7001, [::1]:7001, true",
        "http://localhost, localhost, true",
        "http://localhost:7001, localhost:7002, false",
        "http://rebound.example:7001, rebound.example:7001, false",
        "https://Ours.example, any, true",
        "https://ours.example:443, any, true",
        "http://ours.example, any, false",
        "https://ours.example.org, any, false",
        "file://, any, false"
    })
    void originsAreJudgedBySchemeHostAndPort(String origin, String host, boolean isAllowed) {
        var listed = List.of(WebOrigin.of("https://ours.EXAMPLE").orElseThrow());
        assertThat(new WebOrigins(listed).isAllowed(origin, host)).isEqualTo(isAllowed);
        var all = List.of(WebOrigin.of("*").orElseThrow());
        assertThat(new WebOrigins(all).isAllowed(origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /                              | 404",
                "GET /eventbus/a/b/xhr_streaming    | 404",
                "GET /eventbus/a.b/c/websocket      | 404",
                "POST /eventbus                     | 405",
                "GET /eventbus                      | 426",
                "GET " + SOCKJS + "                 | 426",
                "GET /eventbus/info                 | 200",
                "nonsense                           | 400"
            })
    void whatIsNoWebSocketIsAnsweredByAStatus(String line, int status) throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET);
                var client = new WebSocketGatewayClient(gateway.port())) {
            client.sendBytes((line + (line.contains("/") ? " HTTP/1.1" : "") + "\r\nHost: a\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readHead()).matches("(?s)HTTP/1.[01] " + status + " .*");
        }
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET);
                var client = new WebSocketGatewayClient(gateway.port())) {
            client.sendBytes(
                    ("GET /eventbus HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2hvcnQ=\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void whatIsSentBehindTheRequestIsReadOnceItIsAnswered() throws IOException {
        String ping = "\u0081\u008f\0\0\0\0{\"type\":\"ping\"}";
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET);
                var client = new WebSocketGatewayClient(gateway.port())) {
            client.sendBytes(("GET /eventbus HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                            + ping + ping)
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.receive().getString("type")).isEqualTo("pong");
            assertThat(client.receive().getString("type")).isEqualTo("pong");
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @Test
    void infoIsToldToPagesThatMayUseIt() throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET, "gateway.webOrigins=https://ours.example");
                var client = new WebSocketGatewayClient(gateway.port());
                var other = new WebSocketGatewayClient(gateway.port())) {
            String request = "GET /eventbus/info?t=1 HTTP/1.1\r\nHost: a\r\nOrigin: https://%s.example\r\n\r\n";
            client.sendBytes(request.formatted("ours").getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readHead()).contains("access-control-allow-origin: https://ours.example\r\n");
            other.sendBytes(request.formatted("theirs").getBytes(StandardCharsets.US_ASCII));
            assertThat(other.readHead()).startsWith("HTTP/1.1 403 ").doesNotContain("access-control");
        }
    }

    @Test
    void whoAsksForNothingIsSentAway() throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.WEBSOCKET, "gateway.frameTimeoutMs=1000")) {
            List<WebSocketGatewayClient> clients = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                clients.add(new WebSocketGatewayClient(gateway.port()));
            }
            long began = System.nanoTime();
            clients.get(0).sendBytes("GET /even".getBytes(StandardCharsets.US_ASCII));
            for (WebSocketGatewayClient client : clients) {
                assertThat(client.isClosed()).isTrue();
            }
            assertThat((System.nanoTime() - began) / 1_000_000).isBetween(500L, 5_000L);
            assertThat(gateway.connect().hasNothing()).isTrue();
            for (WebSocketGatewayClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void connectionsThatAreNoSessionAreBoundedAsSessionsAre() throws IOException {
        try (var gateway =
                GatewayUnderTest.start(Wire.WEBSOCKET, "gateway.sessionsMax=20", "gateway.frameTimeoutMs=3600000")) {
            List<WebSocketGatewayClient> clients = new ArrayList<>();
            for (int n = 0; n < 21; n++) {
                clients.add(new WebSocketGatewayClient(gateway.port()));
            }
            assertThat(clients.remove(20).isClosed()).isTrue();
            clients.get(0).open("/eventbus");
            assertThat(clients.get(0).hasNothing()).isTrue();
            try (var next = gateway.connect()) {
                assertThat(next.hasNothing()).isTrue();
            }
            for (WebSocketGatewayClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aSockJsMessageMayHoldSeveralFramesOrNone() throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.SOCKJS);
                var client = (SockJsGatewayClient) gateway.connect()) {
            client.register("open.sink");
            String publish = "{\"type\":\"publish\",\"address\":\"open.sink\",\"body\":%d}";
            var several = new JsonArray();
            for (int n = 0; n < 3; n++) {
                several.add(publish.formatted(n));
            }
            for (String message : List.of(
                    "", "[]", several.encode(), "\"" + publish.formatted(3).replace("\"", "\\\"") + "\"")) {
                client.sendRaw(FINAL | TEXT, message.getBytes(StandardCharsets.UTF_8));
            }
            for (int n = 0; n < 4; n++) {
                assertThat(client.receive().getInteger("body")).isEqualTo(n);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"ping\"}        | invalid_json",
                "[\"{}\"                    | invalid_json",
                "[\"{}\",]                  | invalid_json",
                "[\"{}\"] []                | invalid_json",
                "[{}]                       | invalid_json",
                "[[\"{}\"]]                 | invalid_json",
                "\"                         | invalid_json",
                "[\"\\ud800\"]              | invalid_utf8"
            })
    void aSockJsMessageThatIsNoneIsTold(String message, String code) throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.SOCKJS);
                var client = (SockJsGatewayClient) gateway.connect()) {
            client.sendRaw(FINAL | TEXT, message.getBytes(StandardCharsets.UTF_8));
            assertThat(client.receive()).isEqualTo(err(code));
            assertThat(client.hasNothing()).isTrue();
        }
    }

    @Test
    void aSockJsMessageHoldsNoMoreFramesThanCanBeServedAtOnce() throws IOException {
        try (var gateway = GatewayUnderTest.start(Wire.SOCKJS);
                var client = (SockJsGatewayClient) gateway.connect()) {
            for (int count : new int[] {256, 257}) {
                var frames = new String[count];
                Arrays.fill(frames, "{}");
                client.sendRaw(
                        FINAL | TEXT,
                        new JsonArray(Arrays.asList(frames)).encode().getBytes(StandardCharsets.UTF_8));
            }
            for (int n = 0; n < 256; n++) {
                assertThat(client.receive()).isEqualTo(err("unknown_type"));
            }
            assertThat(client.receive()).isEqualTo(err("invalid_json"));
            assertThat(client.hasNothing()).isTrue();
        }
    }

    private static int status(int port, String path, String... headers) throws IOException {
        try (var client = new WebSocketGatewayClient(port)) {
            return Integer.parseInt(client.handshake(path, headers).split(" ")[1]);
        }
    }
}
