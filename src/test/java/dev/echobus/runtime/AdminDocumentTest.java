package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.runtime.AdminUnderTest.Answer;
import dev.echobus.tidy.GeneratedFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document of the admin port and the port itself: each path, method and status of the one is had from the other. */
class AdminDocumentTest {

    private static final String SERVED = "src/main/resources/dev/echobus/admin/openapi.json";
    private static final String LEVEL = "{\"level\":\"info\"}";
    private static final Map<String, String> GOOD_BODIES =
            Map.of("/log-level", LEVEL, "/limits", "{\"log.level\":\"info\"}", "/message", "{\"text\":\"x\"}");

    @Test
    void whatIsServedIsKeptAmongTheDocuments() throws Exception {
        GeneratedFile.assertHolds(Path.of("docs/admin-openapi.json"), Files.readString(Path.of(SERVED)));
    }

    @Test
    void everyStatusOfEveryPathIsHadAndNoOther() throws Exception {
        var document = new JsonObject(Files.readString(Path.of(SERVED)));
        var had = new TreeSet<String>();
        JsonObject paths = document.getJsonObject("paths");
        try (var admin = AdminUnderTest.start();
                var open = AdminUnderTest.start("admin.host=0.0.0.0");
                var clustered = AdminUnderTest.start("cluster.enabled=true", "cluster.port=0");
                var user = admin.user()) {
            assertThat(user.isConnected()).isTrue();
            assertThat(admin.get("/openapi.json").json()).isEqualTo(document);
            for (String path : paths.fieldNames()) {
                String method =
                        paths.getJsonObject(path).fieldNames().iterator().next();
                for (Answer answer : answers(admin, open, path, method)) {
                    had.add(method + " " + path + " " + answer.status());
                    assertThat(answer.headers().get("content-type")).as(path).isNotNull();
                }
            }
            had.add("post /mesh " + clustered.post("/mesh", "").status());
            had.add("get /live " + ConsoleSocket.status(admin, "X-Nothing", "changed"));
            had.add("get /health/ready " + whileItDrains(admin).status());
        }
        tooMany(paths, had);
        assertThat(had).containsExactlyInAnyOrderElementsOf(documented(paths));
    }

    private static Set<String> documented(JsonObject paths) {
        var all = new TreeSet<String>();
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                var responses = paths.getJsonObject(path).getJsonObject(method).getJsonObject("responses");
                responses.fieldNames().forEach(status -> all.add(method + " " + path + " " + status));
            }
        }
        return all;
    }

    private static Iterable<Answer> answers(AdminUnderTest admin, AdminUnderTest open, String path, String method) {
        var answers = new ArrayList<Answer>();
        String verb = method.toUpperCase(Locale.ROOT);
        String body = GOOD_BODIES.getOrDefault(path, "");
        Map<String, String> good = AdminUnderTest.AUTHORIZED;
        if (!path.equals("/drain")) {
            answers.add(admin.ask(verb, real(admin, path), good, body));
        }
        answers.add(admin.ask(verb, path, with(good, "Origin", "http://evil.example"), body));
        answers.add(admin.ask(verb, path, with(good, "Host", "evil.example"), body));
        answers.add(open.ask(verb, path, Map.of("Content-Type", "application/json"), body));
        if (path.equals("/connections")) {
            answers.add(admin.get(path + "?sort=colour"));
        }
        if (path.equals("/") || path.contains("{file}")) {
            String known = real(admin, path);
            String tag = admin.get(known).headers().get("etag");
            answers.add(admin.ask("GET", known, Map.of("If-None-Match", tag), ""));
        }
        if (path.contains("{file}")) {
            answers.add(admin.get(path));
        }
        if (path.contains("{id}")) {
            answers.add(admin.post(path.replace("{id}", "none"), ""));
        }
        if (method.equals("post")) {
            answers.add(admin.ask(verb, path, with(good, "Content-Type", "text/plain"), body));
        }
        if (GOOD_BODIES.containsKey(path)) {
            answers.add(admin.post(path, "{"));
            answers.add(admin.post(path, "x".repeat(65_537)));
        }
        return answers;
    }

    private static String real(AdminUnderTest admin, String path) {
        if (!path.contains("{id}")) {
            return path.replace("{file}", "main.js");
        }
        JsonArray connections = admin.get("/connections").json().getJsonArray("connections");
        while (connections.isEmpty()) {
            connections = admin.get("/connections").json().getJsonArray("connections");
        }
        return path.replace("{id}", connections.getJsonObject(0).getString("connection"));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static Answer whileItDrains(AdminUnderTest admin) throws Exception {
        try (var draining = AdminUnderTest.start("server.drainQuietMs=1000");
                var user = draining.user()) {
            assertThat(user.isConnected()).isTrue();
            while (draining.get("/connections").json().getInteger("total") == 0) {
                assertThat(admin.get("/health/live").status()).isEqualTo(200);
            }
            assertThat(draining.post("/drain", "").status()).isEqualTo(202);
            Answer ready = draining.get("/health/ready");
            while (ready.status() == 200) {
                ready = draining.get("/health/ready");
            }
            return ready;
        }
    }

    /** A node that takes one request a second, and a drain at last. */
    private static void tooMany(JsonObject paths, Set<String> had) throws Exception {
        try (var slow = AdminUnderTest.start("admin.requestsPerSecondMax=1")) {
            for (String path : paths.fieldNames()) {
                String method =
                        paths.getJsonObject(path).fieldNames().iterator().next();
                Answer answer = slow.ask(method.toUpperCase(Locale.ROOT), path, Map.of(), "");
                while (answer.status() != 429) {
                    answer = slow.ask(method.toUpperCase(Locale.ROOT), path, Map.of(), "");
                }
                had.add(method + " " + path + " 429");
            }
        }
        had.add("post /drain 202");
    }
}
