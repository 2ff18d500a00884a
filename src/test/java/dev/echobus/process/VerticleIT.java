package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.runtime.UserCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verticles of a user's in a process, by the command line alone. */
class VerticleIT {

    private static final String FACTORY = "GroovyVerticleFactory";

    @TempDir
    private Path directory;

    private Path classes;

    @BeforeEach
    void makeFolder() throws IOException {
        classes = Files.createDirectory(directory.resolve("classes"));
    }

    @Test
    void theDocumentedVerticleAnswersAPlainSocketAndGoesWithItsNode() throws IOException, InterruptedException {
        UserCode.compile("Greeter", UserCode.documentedGreeter(), classes);
        try (Program server = serve("--verticle", "example.Greeter", "--class-path", "classes")) {
            assertThat(answerTo(server, "world")).isEqualTo("Hello, world\n");
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
            assertThat(server.err())
                    .contains("verticle greeter is example.Greeter, instances: 1")
                    .contains("drained")
                    .doesNotContain("Exception");
        }
    }

    /** Where there is a JDK; the configuration comes by the environment. */
    @Test
    void theSourceAloneDoesToo() throws IOException {
        Path source = Files.createDirectories(directory.resolve("src/example")).resolve("Greeter.java");
        Files.writeString(source, UserCode.documentedGreeter());
        Launch launch = Launch.in(directory)
                .environment("ECHOBUS_RUNTIME_VERTICLES_GREETER_CONFIG", "{\"greeting\": \"Hi, \"}");
        try (Program server = Program.serve(
                launch,
                "--framing",
                "line",
                "--responder",
                "bus",
                "--verticle",
                "example/Greeter.java",
                "--class-path",
                "src")) {
            assertThat(answerTo(server, "world")).isEqualTo("Hi, world\n");
        }
    }

    /** Neither the language nor the factory is known to the program: both are found on the class path. */
    @Test
    void aScriptAnswersByAFactoryOnTheClassPath() throws IOException, ClassNotFoundException {
        UserCode.compile(FACTORY, UserCode.example(FACTORY), classes);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.vertx.core.spi.VerticleFactory"), "example." + FACTORY);
        Path scripts = Files.createDirectory(directory.resolve("scripts"));
        Files.copy(UserCode.EXAMPLES.resolve("hello.groovy"), scripts.resolve("hello.groovy"));
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Path groovy = Path.of(Class.forName("groovy.lang.GroovyShell")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Files.createSymbolicLink(lib.resolve("groovy.jar"), groovy);
        try (Program server =
                serve("--verticle", "hello.groovy", "--class-path", "classes:lib/*", "--class-path", "scripts")) {
            assertThat(answerTo(server, "world")).isEqualTo("Hello, world\n");
        }
    }

    @Test
    void whoBlocksAnEventLoopIsNamed() throws IOException {
        UserCode.compile("Blocker", UserCode.verticle("Blocker", """
                @Override public Future<?> start() {
                    return vertx.eventBus().consumer("echobus.server.reply", message -> {
                        try {
                            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }).completion();
                }
                """), classes);
        try (Program server = serve("--verticle", "slow=example.Blocker", "--class-path", "classes");
                var user = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            user.getOutputStream().write('\n');
            server.await("warning", () -> server.err().contains("BlockedVerticles"));
            assertThat(server.err().lines().filter(line -> line.contains("BlockedVerticles")))
                    .first()
                    .asString()
                    .matches(".* WARN .* BlockedVerticles - example\\.Blocker \\(runtime\\.verticles\\.slow\\) blocks"
                            + " vert\\.x-eventloop-thread-\\d+ for [23]\\d{3} ms now, at Blocker\\.java:4;"
                            + " whatever else runs on that thread waits");
        }
    }

    private Program serve(String... arguments) throws IOException {
        var all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"--framing", "line", "--responder", "bus"}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return Program.serve(directory, all);
    }

    private static String answerTo(Program server, String line) throws IOException {
        try (var user = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            user.setSoTimeout(30_000);
            user.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            user.shutdownOutput();
            return new String(user.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
