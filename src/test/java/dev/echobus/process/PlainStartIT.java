package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has nothing but listeners loads nothing else until it has echoed. */
class PlainStartIT {

    /** Of what is not configured, and of what only takes time: each was 20 to 140 ms of a start or of its first message. */
    private static final List<String> UNWANTED = List.of(
            "com.hazelcast.",
            "io.vertx.ext.web.",
            "io.vertx.spi.cluster.",
            "io.opentelemetry.",
            "io.prometheus.",
            "org.jline.",
            "jdk.jfr.internal.PlatformEventType ",
            "com.sun.management.internal.OperatingSystemImpl ",
            "sun.util.locale.provider.");

    @TempDir
    private Path directory;

    @Test
    void whatIsNotUsedIsNotLoaded() throws IOException {
        Path classes = directory.resolve("classes.log");
        var launch = Launch.in(directory).flag("-Xlog:class+load:file=" + classes);
        try (Program server = Program.serve(launch)) {
            try (var socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
            }
            List<String> lines = Files.readAllLines(classes);
            assertThat(lines).anyMatch(line -> line.contains(" dev.echobus.server.ServerConnection "));
            assertThat(lines.stream().filter(line -> UNWANTED.stream().anyMatch(name -> line.contains(" " + name))))
                    .isEmpty();
        }
    }
}
