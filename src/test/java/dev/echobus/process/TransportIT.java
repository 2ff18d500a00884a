package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where native epoll cannot be had: a server does without it and says so, unless it was asked for. */
class TransportIT {

    private static final String NO_NATIVE = "-Dio.netty.transport.noNative=true";

    @TempDir
    private Path directory;

    @Test
    void withoutNativeEpollNioServesAndALineSaysWhy() throws IOException, InterruptedException {
        try (Program server = Program.serve(Launch.in(directory).flag(NO_NATIVE))) {
            List<String> warnings =
                    server.err().lines().filter(line -> line.contains(" WARN ")).toList();
            assertThat(warnings)
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("native epoll cannot be had, using nio: ", NO_NATIVE));
            assertThat(server.err()).contains("transport nio, ");
            try (Program health = Program.start(directory, "health", "tcp://127.0.0.1:" + server.port())) {
                assertThat(health.exitCode()).as(health.out()).isZero();
            }
        }
    }

    @Test
    void epollThatWasAskedForAndCannotBeHadIsToldInOneLine() throws IOException, InterruptedException {
        try (Program server =
                Program.start(Launch.in(directory).flag(NO_NATIVE), "serve", "--port", "0", "--transport", "epoll")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.err().lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("echobus: transport epoll cannot be had: ")
                            .contains(NO_NATIVE));
            assertThat(server.out()).isEmpty();
        }
    }

    @Test
    void nioThatWasAskedForIsNoReasonToWarn() throws IOException {
        try (Program server = Program.serve(directory, "--transport", "nio")) {
            assertThat(server.err()).contains("transport nio, ").doesNotContain(" WARN ");
        }
    }
}
