package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** Code as users write it, compiled as they compile it: what the tests' own class path has is no proof. */
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
}
