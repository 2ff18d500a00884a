package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the log says of those who use the admin port: each action with who did it, and nothing of those who leave. */
class AdminLogTest {

    private static final String BEGUN = "POST /log-level HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: application/json\r\nAuthorization: Bearer " + AdminUnderTest.TOKEN
            + "\r\nContent-Length: 16\r\n\r\n{\"level\"";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger admin = (Logger) LoggerFactory.getLogger("dev.echobus.admin.http");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
        admin.setLevel(Level.DEBUG);
    }

    @AfterEach
    void listenNoMore() {
        admin.setLevel(null);
        root.detachAppender(lines);
    }

    private List<String> lines(Level least) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(least))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void await(String part) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (lines(Level.DEBUG).stream().noneMatch(line -> line.contains(part))) {
            assertThat(System.nanoTime()).as("not in 30 s: " + part).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** By closing, or by a reset. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLeavesInTheMidstOfHisRequestIsNoTroubleOfTheNode(boolean isReset) throws Exception {
        try (var node = AdminUnderTest.start()) {
            try (var client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                client.getOutputStream().write(BEGUN.getBytes(StandardCharsets.UTF_8));
                client.setSoLinger(isReset, 0);
            }
            await(" left in the midst of a request");
            assertThat(node.get("/health/live").status()).isEqualTo(200);
            assertThat(lines(Level.WARN)).isEmpty();
        }
    }

    @Test
    void whoIsCutInTheMidstOfHisRequestIsNoTroubleEither() throws Exception {
        try (var node = AdminUnderTest.start("admin.idleTimeoutMs=1000");
                var client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            client.getOutputStream().write(BEGUN.getBytes(StandardCharsets.UTF_8));
            await(" left in the midst of a request");
            assertThat(lines(Level.WARN)).isEmpty();
        }
    }

    @Test
    void eachActionHasItsLineThatSaysWhoDidWhat() throws Exception {
        try (var node = AdminUnderTest.start("cluster.enabled=true", "cluster.port=0");
                var user = node.user()) {
            user.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
            assertThat(user.getInputStream().read()).isEqualTo('x');
            String id = idOf(node);
            node.post("/log-level", "{\"level\":\"debug\"}");
            node.post("/limits", "{\"server.port\":1}");
            node.post("/connections/none/close", "");
            node.post("/connections/" + id + "/close", "");
            node.post("/message", "{\"text\":\"hello\"}");
            node.post("/mesh", "");
            node.post("/drain", "");
            String by = "admin: 127\\.0\\.0\\.1:\\d+ by token ";
            assertThat(lines(Level.INFO).stream().filter(line -> line.matches(by + ".*")))
                    .map(line -> line.replaceFirst(by, ""))
                    .containsExactly(
                            "sets {log.level=debug}",
                            "is refused a change: [server.port: expected a setting that needs no restart]",
                            "finds no connection none to close",
                            "closes connection " + id,
                            "sends 5 bytes to echobus.client.echo",
                            "probes the mesh",
                            "drains the node");
        }
    }

    private static String idOf(AdminUnderTest node) {
        JsonObject all = node.get("/connections").json();
        return all.getJsonArray("connections").getJsonObject(0).getString("connection");
    }
}
