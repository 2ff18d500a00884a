package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input ends with one clear line a problem and the exit code for it; never with a stack trace. */
class WrongInputIT {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(directory.resolve("unknown.json"), "{\"server\": {\"prot\": 1}}");
        Files.writeString(directory.resolve("bad.json"), "{\"server\": {\"port\": }}");
        Files.createDirectory(directory.resolve("folder"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "serve --port 99999; 2; echobus: server.port: expected 0..65535, found \"99999\" (--port)",
                "serve --config unknown.json; 2; echobus: server.prot: unknown setting, did you mean server.port?"
                        + " (unknown.json)",
                "serve --framing lines; 2; echobus: server.framing: expected raw, line or length, found \"lines\""
                        + " (--framing)",
                "serve --config nosuch.json; 2; echobus: nosuch.json: no such file",
                "serve --config bad.json; 2; echobus: bad.json:1:21: not JSON: Unexpected character ('}'): expected a"
                        + " value",
                "serve --config folder; 2; echobus: folder: expected a file, found a directory",
                "connect 127.0.0.1 1; 1; echobus: cannot connect to 127.0.0.1:1: Connection refused",
                "connect 127.0.0.1 70000; 2; echobus: PORT: expected 1..65535, found 70000",
                "health http://127.0.0.1; 2; echobus: URL: expected tcp://host:port, found \"http://127.0.0.1\"",
            })
    void isToldInOneLine(String command, int exitCode, String line) throws IOException, InterruptedException {
        try (Program program = Program.start(directory, command.split(" "))) {
            assertThat(program.exitCode()).isEqualTo(exitCode);
            assertThat(program.err()).isEqualTo(line + "\n");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void aBusyPortIsNamed() throws IOException, InterruptedException {
        try (var busy = new ServerSocket(0);
                Program program = Program.start(directory, "serve", "--port", String.valueOf(busy.getLocalPort()))) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err())
                    .contains("echobus: cannot listen on 0.0.0.0:" + busy.getLocalPort() + ": Address already in use")
                    .doesNotContain("\tat ");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void everyProblemIsToldAtOnce() throws IOException, InterruptedException {
        try (Program program = Program.start(
                directory, "serve", "--port", "-1", "--framing", "x", "--set", "servr.port=1", "--config", "nosuch")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.err().lines()).hasSize(4).allMatch(line -> line.startsWith("echobus: "));
        }
    }
}
