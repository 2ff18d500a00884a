package dev.echobus.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.TestConfigs;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** All paths that there are, before a node whose every figure is a defect. */
class AdminRoutesTest {

    private static final Path DOCUMENT = Path.of("src/main/resources/dev/echobus/admin/openapi.json");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private Router router;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        lines.start();
        root.addAppender(lines);
        EchobusConfig config = TestConfigs.of("admin.enabled=true", "admin.token=sixteen-characters");
        var admin = new AdminContext(
                config.admin(), config.server().limits(), config.admin().token(), null, true, defective());
        var guard = new Guard(admin);
        router = AdminRoutes.router(vertx, admin, guard, new LiveTabs(vertx, admin.node(), guard, new NoUpgrades()));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        root.detachAppender(lines);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static AdminNode defective() {
        return (AdminNode) Proxy.newProxyInstance(
                AdminNode.class.getClassLoader(), new Class<?>[] {AdminNode.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readiness")) {
                        return Map.of();
                    }
                    throw new IllegalStateException("a defect of " + method.getName());
                });
    }

    private static final class NoUpgrades implements LiveTabs.Upgrades {

        @Override
        public int consolesMax() {
            return 0;
        }

        @Override
        public void onUpgraded(HttpConnection connection) {}

        @Override
        public void onOpen(HttpConnection connection) {}

        @Override
        public void onEnded(HttpConnection connection) {}
    }

    /** As {@code post /connections/{id}/close}. */
    private Set<String> served() {
        var all = new TreeSet<String>();
        for (Route route : router.getRoutes()) {
            // One by a pattern would be there without being named here.
            assertThat(route.getPath() == null && route.isRegexPath())
                    .as(route.toString())
                    .isFalse();
            if (route.getPath() != null) {
                String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
                route.methods().forEach(method -> all.add(method.name().toLowerCase(Locale.ROOT) + " " + path));
            }
        }
        return all;
    }

    @Test
    void everyPathAndMethodIsDocumentedAndNoOther() throws IOException {
        var paths = new JsonObject(Files.readString(DOCUMENT)).getJsonObject("paths");
        var documented = paths.fieldNames().stream()
                .flatMap(path -> paths.getJsonObject(path).fieldNames().stream().map(method -> method + " " + path))
                .collect(Collectors.toSet());
        assertThat(served()).isEqualTo(documented);
    }

    @Test
    void whateverIsPostedTakesTheToken() throws Exception {
        List<String> actions =
                served().stream().filter(each -> each.startsWith("post ")).toList();
        assertThat(actions).hasSizeGreaterThan(5);
        for (String action : actions) {
            HttpResponse<String> answer = ask(request(action.substring(5).replace("{id}", "x"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}")));
            assertThat(answer.statusCode()).as(action).isEqualTo(401);
        }
    }

    @Test
    void aDefectIsToldToTheLogAndNotToTheClient() throws Exception {
        HttpResponse<String> answer = ask(request("/info"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"internal error\"}");
        assertThat(answer.headers().firstValue("content-security-policy")).isPresent();
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getFormattedMessage())
                            .isEqualTo("admin: a request failed by a defect of this program");
                    assertThat(line.getThrowableProxy().getMessage()).contains("a defect of info");
                });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
