package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verticles of a user's within a node: their start, what they see, their end, and what is said when they fail. */
class UserVerticlesTest {

    @TempDir
    private Path directory;

    private Path classes;

    @BeforeEach
    void makeFolder() throws IOException {
        classes = Files.createDirectory(directory.resolve("classes"));
    }

    @Test
    void theDocumentedOneAnswersWithItsConfigAndTheNodeTellsOfIt() throws Exception {
        UserCode.compile("Greeter", UserCode.documentedGreeter(), classes);
        Echobus node = start(
                "server.responder=bus",
                "server.framing=line",
                "runtime.verticles.hi.name=example.Greeter",
                "runtime.verticles.hi.instances=2",
                "runtime.verticles.hi.config={\"greeting\":\"Hi, \"}");
        try {
            assertThat(UserCode.answerTo(node, "world")).isEqualTo("Hi, world\n");
            JsonObject info = node.vertx()
                    .eventBus()
                    .<JsonObject>request("echobus.service.info", "")
                    .await(30, TimeUnit.SECONDS)
                    .body();
            assertThat(info.getJsonArray("verticles"))
                    .isEqualTo(new JsonArray()
                            .add(new JsonObject()
                                    .put("name", "hi")
                                    .put("verticle", "example.Greeter")
                                    .put("instances", 2)));
        } finally {
            UserCode.drain(node);
        }
    }

    /** Both are of one class path, so what one puts into a static field the other finds there; their config is their own. */
    @Test
    void theyShareTheirClassesAndNothingElse() throws Exception {
        compile("Counter", """
                static final java.util.concurrent.atomic.AtomicInteger STARTED = new java.util.concurrent.atomic.AtomicInteger();
                @Override public Future<?> start() {
                    STARTED.incrementAndGet();
                    return vertx.eventBus().consumer(config().getString("address"), message ->
                            message.reply(STARTED.get() + " " + Thread.currentThread().getContextClassLoader().getName()))
                        .completion();
                }
                """);
        Echobus node = start(
                "runtime.verticles.one.name=example.Counter",
                "runtime.verticles.one.config={\"address\":\"a\"}",
                "runtime.verticles.two.name=example.Counter",
                "runtime.verticles.two.config={\"address\":\"b\"}");
        try {
            assertThat(UserCode.request(node, "a")).isEqualTo("2 runtime.verticles.one");
            assertThat(UserCode.request(node, "b")).isEqualTo("2 runtime.verticles.two");
        } finally {
            UserCode.drain(node);
        }
    }

    @Test
    void theyHaveStartedBeforeTheServerAccepts() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        compile("Early", """
                @Override public Future<?> start() {
                    return vertx.createNetClient().connect(config().getInteger("port"), "127.0.0.1").transform(connected ->
                            connected.succeeded() ? Future.failedFuture("it accepts already") : Future.succeededFuture());
                }
                """);
        UserCode.drain(start(
                "server.port=" + port,
                "runtime.verticles.early.name=example.Early",
                "runtime.verticles.early.config={\"port\":" + port + "}"));
    }

    /** What cannot start, and what is said of it behind the verticle's name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@Override public Future<?> start() { throw new IllegalStateException(\"no database\"); } | IllegalStateException: no database (Bad.java:1)",
                "@Override public Future<?> start() { return Future.failedFuture(\"no database\"); } | no database",
                "@Override public Future<?> start() { return Promise.promise().future(); } | it did not start within 300 ms (runtime.verticleStartTimeoutMs)",
                "@Override public Future<?> start() throws Exception { new CountDownLatch(1).await(3, TimeUnit.SECONDS); return null; } | it did not start within 300 ms (runtime.verticleStartTimeoutMs)",
                "public Bad() throws Exception { new CountDownLatch(1).await(3, TimeUnit.SECONDS); } | it did not start within 300 ms (runtime.verticleStartTimeoutMs)",
                "public Bad() { throw new IllegalArgumentException(\"two\\nlines\"); } | IllegalArgumentException: two lines (Bad.java:1)",
                "public Bad(int count) {} | it has no constructor without parameters",
                "Bad() {} | it and its constructor must be public",
            })
    void whatCannotStartIsToldInOneLine(String body, String why) throws Exception {
        compile("Bad", body);
        assertThatThrownBy(() -> start("runtime.verticleStartTimeoutMs=300", "runtime.verticles.mine.name=example.Bad"))
                .isInstanceOf(StartException.class)
                .hasMessage("cannot start example.Bad (runtime.verticles.mine): " + why);
    }

    @Test
    void whatIsNoVerticleIsToldSo() throws Exception {
        UserCode.compile("Plain", "package example; public class Plain {}", classes);
        UserCode.compile(
                "Half", "package example; public abstract class Half extends io.vertx.core.VerticleBase {}", classes);
        assertThatThrownBy(() -> start("runtime.verticles.mine.name=example.Plain"))
                .isInstanceOf(StartException.class)
                .hasMessage("cannot start example.Plain (runtime.verticles.mine):"
                        + " it is no verticle: it must extend io.vertx.core.VerticleBase");
        assertThatThrownBy(() -> start("runtime.verticles.mine.name=example.Half"))
                .hasMessage(
                        "cannot start example.Half (runtime.verticles.mine): it is an abstract class or an interface");
        assertThatThrownBy(() -> start("runtime.verticles.mine.name=example.Nowhere"))
                .hasMessage("cannot start example.Nowhere (runtime.verticles.mine): no class of this name,"
                        + " nor a VerticleFactory that takes it, on the class path " + classes);
        assertThatThrownBy(() -> start("runtime.classPath=", "runtime.verticles.mine.name=example.Nowhere"))
                .hasMessage("cannot start example.Nowhere (runtime.verticles.mine): no class of this name,"
                        + " nor a VerticleFactory that takes it, and no class path (--class-path, runtime.classPath)");
    }

    /** Of several, those before it have been started, and the servers after it have not. */
    @Test
    void afterOneThatFailsNothingListens() throws Exception {
        compile("Bad", "@Override public Future<?> start() { return Future.failedFuture(\"no\"); }");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            start("server.port=" + taken.getLocalPort(), "runtime.verticles.mine.name=example.Bad"))
                    .hasMessage("cannot start example.Bad (runtime.verticles.mine): no");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch.jar, no such file or folder: nosuch.jar",
        "nosuch/*, no such folder: nosuch/",
        "text.jar, 'no jar, nor a folder: text.jar'",
        "empty/*, no jar in the folder: empty/",
        "classes:text.jar, 'no jar, nor a folder: text.jar'"
    })
    void aClassPathThatCannotBeUsedIsToldByItsPart(String parts, String why) throws IOException {
        Files.writeString(directory.resolve("text.jar"), "no jar");
        Files.createDirectory(directory.resolve("empty"));
        String classPath = Stream.of(parts.split(":"))
                .map(part -> directory + "/" + part)
                .reduce((one, other) -> one + ":" + other)
                .orElseThrow();
        assertThatThrownBy(() -> start("runtime.classPath=" + classPath, "runtime.verticles.mine.name=example.Bad"))
                .isInstanceOf(StartException.class)
                .hasMessage("runtime.classPath: "
                        + why.replaceFirst(": ", ": " + directory + "/").replaceFirst("/$", ""));
    }

    @Test
    void aFactoryThatCannotBeLoadedIsTold() throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.vertx.core.spi.VerticleFactory"), "example.Nowhere");
        assertThatThrownBy(() -> start("runtime.verticles.mine.name=example.Bad"))
                .isInstanceOf(StartException.class)
                .hasMessage("runtime.classPath: a VerticleFactory cannot be used: io.vertx.core.spi.VerticleFactory:"
                        + " Provider example.Nowhere not found");
    }

    private void compile(String name, String body) throws IOException {
        UserCode.compile(name, UserCode.verticle(name, body), classes);
    }

    private Echobus start(String... settings) throws TimeoutException {
        return UserCode.start(classes, settings);
    }
}
