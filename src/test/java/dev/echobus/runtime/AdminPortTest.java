package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.runtime.AdminUnderTest.Answer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The admin port of a real node over real HTTP: who may see and do what, and what it costs the node. */
class AdminPortTest {

    private static final List<String> VIEWS = List.of("/metrics", "/info", "/config", "/connections", "/openapi.json");
    private static final List<String> ACTIONS =
            List.of("/connections/x/close", "/drain", "/log-level", "/limits", "/message", "/mesh");

    /** What browsers are told with every answer, whatever that is. */
    private static final Map<String, String> KEPT_TO = Map.of(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "x-content-type-options",
            "nosniff",
            "x-frame-options",
            "DENY",
            "referrer-policy",
            "no-referrer",
            "cross-origin-opener-policy",
            "same-origin",
            "cross-origin-resource-policy",
            "same-origin");

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String BODY = "{\"level\":\"info\"}";

    @TempDir
    private Path directory;

    @Test
    void withoutTheTokenNobodyActsAndEverybodyOnLoopbackSees() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            for (String action : ACTIONS) {
                for (String wrong : List.of("", "Bearer ", "Bearer wrong", AdminUnderTest.TOKEN, "Basic x")) {
                    var headers = new HashMap<>(JSON);
                    if (!wrong.isEmpty()) {
                        headers.put("Authorization", wrong);
                    }
                    Answer answer = admin.ask("POST", action, headers, BODY);
                    assertThat(answer.status()).as(action + " " + wrong).isEqualTo(401);
                    assertThat(answer.headers()).containsKey("www-authenticate").containsAllEntriesOf(KEPT_TO);
                }
            }
            for (String view : VIEWS) {
                Answer answer = admin.get(view);
                assertThat(answer.status()).as(view).isEqualTo(200);
                assertThat(answer.headers()).containsAllEntriesOf(KEPT_TO).containsEntry("cache-control", "no-store");
            }
            for (String other : List.of("/", "/console/main.js", "/health/live", "/nothing", "/live")) {
                assertThat(admin.get(other).headers()).as(other).containsAllEntriesOf(KEPT_TO);
            }
            assertThat(admin.get("/drain").headers()).containsAllEntriesOf(KEPT_TO);
            assertThat(admin.post("/log-level", BODY).status()).isEqualTo(200);
            assertThat(admin.get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void whoHasNoTokenOrReachesMoreThanLoopbackSeesHealthAlone() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), AdminUnderTest.TOKEN + "\n");
        try (var open = AdminUnderTest.start("admin.host=0.0.0.0", "admin.token=", "admin.tokenFile=" + token);
                var mute = AdminUnderTest.start("admin.token=")) {
            for (String view : VIEWS) {
                assertThat(open.get(view).status()).as(view).isEqualTo(401);
                assertThat(open.ask("GET", view, AdminUnderTest.AUTHORIZED, "").status())
                        .as(view)
                        .isEqualTo(200);
            }
            assertThat(open.get("/health/live").status()).isEqualTo(200);
            assertThat(open.get("/health/ready").status()).isEqualTo(200);
            for (String none : List.of("Bearer ", "Bearer", "")) {
                assertThat(mute.ask("POST", "/log-level", with("Authorization", none), BODY)
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    private static Map<String, String> with(String name, String value) {
        var headers = new HashMap<>(JSON);
        headers.put(name, value);
        return headers;
    }

    @Test
    void noSecretIsInAnyAnswerOrLineOfTheLog() throws Exception {
        String other = "a-secret-of-the-gateways-own";
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        root.addAppender(lines);
        var told = new StringBuilder();
        try (var admin = AdminUnderTest.start("gateway.tokens.x.token=" + other, "log.level=debug")) {
            VIEWS.forEach(view -> told.append(admin.get(view).body()));
            told.append(admin.get("/health/ready").body())
                    .append(admin.get("/nothing").body());
            ACTIONS.stream().filter(action -> !action.equals("/drain")).forEach(action -> {
                told.append(admin.post(action, BODY).body());
                told.append(admin.post(action, "{\"admin.token\":\"x\"}").body());
                told.append(admin.post(action, AdminUnderTest.TOKEN.substring(0, 0) + "{")
                        .body());
            });
            told.append(admin.ask("POST", "/limits", with("Authorization", "Bearer wrong"), BODY)
                    .body());
            try (var tab = ConsoleSocket.open(admin)) {
                told.append(tab.next("view")).append(tab.next("view"));
            }
        } finally {
            root.detachAppender(lines);
        }
        for (ILoggingEvent line : List.copyOf(lines.list)) {
            told.append(line.getFormattedMessage()).append(line.getThrowableProxy());
        }
        assertThat(told)
                .contains("admin.token", "********", "by token", "log.level=info")
                .doesNotContain(AdminUnderTest.TOKEN)
                .doesNotContain(other);
    }

    @Test
    void pagesOfOthersAreRefusedAndSoAreNamesThatOthersCouldPointHere() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            String here = "127.0.0.1:" + admin.port();
            assertThat(admin.ask("GET", "/info", Map.of("Host", "evil.example:" + admin.port()), "")
                            .status())
                    .isEqualTo(421);
            assertThat(admin.ask("GET", "/info", Map.of("Host", "LOCALHOST:1"), "")
                            .status())
                    .isEqualTo(200);
            assertThat(admin.ask("GET", "/info", Map.of("Host", "[::1]:1"), "").status())
                    .isEqualTo(200);
            assertThat(admin.ask("GET", "/info", Map.of("Origin", "http://evil.example"), "")
                            .status())
                    .isEqualTo(403);
            assertThat(admin.ask("GET", "/info", Map.of("Origin", "null"), "").status())
                    .isEqualTo(403);
            assertThat(admin.ask("GET", "/info", Map.of("Origin", "http://" + here), "")
                            .status())
                    .isEqualTo(200);
            // What a form of a page can send without asking first.
            var form = new HashMap<>(AdminUnderTest.AUTHORIZED);
            form.put("Content-Type", "text/plain");
            assertThat(admin.ask("POST", "/log-level", form, BODY).status()).isEqualTo(415);
        }
    }

    @Test
    void aNodeThatDrainsIsLiveAndNotReady() throws Exception {
        var admin = AdminUnderTest.start("server.drainQuietMs=2000");
        try (var user = admin.user()) {
            assertThat(echo(user, "hello")).isEqualTo("hello");
            assertThat(admin.get("/health/ready").json().getString("status")).isEqualTo("up");
            assertThat(admin.post("/drain", "").status()).isEqualTo(202);
            Answer ready = admin.get("/health/ready");
            while (ready.status() == 200) {
                ready = admin.get("/health/ready");
            }
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().getJsonArray("checks"))
                    .contains(new JsonObject()
                            .put("name", "accepting")
                            .put("status", "down")
                            .put("reason", "the node drains"));
            assertThat(admin.get("/health/live").status()).isEqualTo(200);
            assertThat(echo(user, "still")).isEqualTo("still");
            assertThat(user.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static String echo(Socket user, String line) throws IOException {
        user.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void aChangedLimitHoldsAtOnceAndWhatNeedsARestartIsRefusedWithAllBesideIt() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            Answer changed = admin.post("/limits", "{\"server.messageMaxBytes\":5,\"log.level\":\"warn\"}");
            assertThat(changed.json().getJsonObject("changed"))
                    .isEqualTo(
                            new JsonObject().put("server.messageMaxBytes", "5").put("log.level", "warn"));
            try (var user = admin.user()) {
                user.getOutputStream().write("123456\n".getBytes(StandardCharsets.UTF_8));
                assertThat(user.getInputStream().read()).isEqualTo(-1);
            }
            Answer refused = admin.post("/limits", "{\"server.messageMaxBytes\":50,\"server.port\":1}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().getJsonArray("problems"))
                    .containsExactly("server.port: expected a setting that needs no restart");
            Answer wrong = admin.post("/limits", "{\"server.messageMaxBytes\":\"many\"}");
            assertThat(wrong.json().getJsonArray("problems"))
                    .containsExactly("server.messageMaxBytes: expected 1..1073741824, found \"many\"");
            Answer crossed = admin.post("/limits", "{\"server.writeBufferLowBytes\":70000}");
            assertThat(crossed.status()).isEqualTo(400);
            assertThat(setting(admin, "server.messageMaxBytes")).isEqualTo("5");
            assertThat(setting(admin, "admin.token")).isEqualTo("********");
        }
    }

    private static String setting(AdminUnderTest admin, String path) {
        return admin.get("/config").json().getJsonArray("settings").stream()
                .map(row -> (JsonObject) row)
                .filter(row -> row.getString("path").equals(path))
                .map(row -> row.getString("value"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void connectionsAreListedInPagesAndOneIsClosed() throws Exception {
        try (var admin = AdminUnderTest.start();
                var busy = admin.user();
                var quiet = admin.user()) {
            assertThat(echo(quiet, "x")).isEqualTo("x");
            assertThat(echo(busy, "a longer one")).isEqualTo("a longer one");
            JsonObject page =
                    admin.get("/connections?sort=bytesIn&order=desc&limit=1").json();
            assertThat(page.getInteger("total")).isEqualTo(2);
            assertThat(page.getJsonArray("connections")).hasSize(1);
            JsonObject first = page.getJsonArray("connections").getJsonObject(0);
            assertThat(first.getString("remote")).isEqualTo("127.0.0.1:" + busy.getLocalPort());
            assertThat(first.getLong("bytesIn")).isEqualTo(13);
            assertThat(first.getString("state")).isEqualTo("open");
            assertThat(admin.get("/connections?offset=2").json().getJsonArray("connections"))
                    .isEmpty();
            assertThat(admin.post("/connections/" + first.getString("connection") + "/close", "")
                            .status())
                    .isEqualTo(202);
            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            busy.shutdownOutput();
            assertThat(echo(quiet, "y")).isEqualTo("y");
            JsonObject left = admin.get("/connections").json();
            while (left.getInteger("total") > 1) {
                left = admin.get("/connections").json();
            }
            assertThat(left.getJsonArray("connections").getJsonObject(0).getString("remote"))
                    .isEqualTo("127.0.0.1:" + quiet.getLocalPort());
            String metrics = admin.get("/metrics").body();
            assertThat(metrics)
                    .contains("echobus_connections_closed_total{code=\"CLOSED_BY_OPERATOR\",listener=\"echo\"} 1.0");
        }
    }
}
