package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.tools.ToolProvider;

/** Code as users write it, compiled as they compile it, and nodes that run it. */
public final class UserCode {

    /** Verticles, scripts and a factory to be copied. */
    public static final Path EXAMPLES = Path.of("src/test/clients/jvm");

    private UserCode() {}

    /** {@code example.Greeter}, all of which stands in docs/CLIENTS.md. */
    public static String documentedGreeter() throws IOException {
        String greeter = example("Greeter");
        assertThat(Files.readString(Path.of("docs/CLIENTS.md"))).contains("```java\n" + greeter + "```");
        return greeter;
    }

    /** The source of a class that users may copy. */
    public static String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve("example").resolve(name + ".java"));
    }

    /** A class of the package {@code example} that extends VerticleBase, with this body. */
    public static String verticle(String name, String body) {
        return "package example; import io.vertx.core.*; import io.vertx.core.eventbus.*; import java.util.concurrent.CountDownLatch; import java.util.concurrent.TimeUnit; public class "
                + name + " extends VerticleBase { " + body + " }";
    }

    /** Compiles the public class of a package {@code example} into a folder. */
    public static void compile(String name, String source, Path classes) throws IOException {
        Path file = Files.createTempDirectory("source").resolve(name + ".java");
        Files.writeString(file, source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            boolean isCompiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(isCompiled).as(said.toString()).isTrue();
        }
    }

    /** A node on a free port with these classes on its class path. */
    static Echobus start(Path classes, String... settings) throws TimeoutException {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0", "server.host=127.0.0.1", "server.drainQuietMs=0", "runtime.classPath=" + classes));
        all.addAll(List.of(settings));
        return Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS);
    }

    static void drain(Echobus node) throws TimeoutException {
        node.drain().await(30, TimeUnit.SECONDS);
    }

    static Object request(Echobus node, String address) throws TimeoutException {
        return node.vertx()
                .eventBus()
                .request(address, "")
                .await(30, TimeUnit.SECONDS)
                .body();
    }

    static String answerTo(Echobus node, String line) throws IOException {
        try (var user = connect(node)) {
            user.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            user.shutdownOutput();
            return new String(user.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Socket connect(Echobus node) throws IOException {
        var user = new Socket(
                InetAddress.getLoopbackAddress(),
                node.listeners().get(0).endpoint().port());
        user.setSoTimeout(30_000);
        return user;
    }
}
