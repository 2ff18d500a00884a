package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a process: what it prints, how it spreads, how signals end it, and its cluster. */
class ServeIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    void aSignalDrainsAndExits(String signal, int exitCode) throws IOException, InterruptedException {
        try (Program server = Program.serve(directory);
                var socket = new Socket("127.0.0.1", server.port())) {
            echo(socket, "before");
            server.signal(signal);
            server.await("draining", () -> server.err().contains("draining"));
            echo(socket, "while draining");
            assertThat(server.exitCode()).isEqualTo(exitCode);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(server.err()).contains("drained").doesNotContain("LEAK");
            assertThat(server.out()).isEqualTo("listening echo tcp://0.0.0.0:" + socket.getPort() + "\nready\n");
        }
    }

    /** GNU timeout signals its child and then its group, process managers signal both: one wish comes twice. */
    @Test
    void theSameSignalTwiceInMillisecondsCutsNobody() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory);
                var socket = new Socket("127.0.0.1", server.port())) {
            echo(socket, "before");
            server.signals("TERM", "INT", "TERM");
            server.await("draining", () -> server.err().contains("draining"));
            echo(socket, "while draining");
            assertThat(server.exitCode()).isIn(143, 130);
            assertThat(server.err()).contains("drained").doesNotContain("stopped at once");
        }
    }

    @Test
    void aSecondSignalAfterASecondStopsAtOnce() throws IOException, InterruptedException {
        try (Program server = Program.serve(
                        directory, "--set", "server.drainQuietMs=3600000", "--set", "server.drainTimeoutMs=3600000");
                var socket = new Socket("127.0.0.1", server.port())) {
            echo(socket, "hello");
            server.signal("TERM");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            server.await("draining", () -> server.err().contains("draining"));
            // Within the first second signals are the first one again: it is repeated until one counts.
            while (!server.err().contains("stopped at once") && System.nanoTime() < end) {
                server.signal("TERM");
            }
            assertThat(server.exitCode()).isEqualTo(143);
            assertThat(server.err()).contains("stopped at once");
        }
    }

    @Test
    void theFirstLineOfTheLogSaysWhatRunsWithinWhichLimits() throws IOException {
        Files.writeString(directory.resolve("mine.json"), "{\"admission\": {\"connectionsMax\": 77}}");
        try (Program server = Program.serve(directory, "--config", "mine.json", "--instances", "3")) {
            assertThat(server.err().lines().findFirst().orElseThrow())
                    .matches(".* Echobus - echobus \\S+: settings from --port, --instances, mine\\.json; "
                            + "at most 77 connections, \\d+ MiB of direct memory, 4 event loops; in no cluster");
        }
    }

    @Test
    void connectionsSpreadOverTwoEpollLoops() throws IOException {
        try (Program server = Program.serve(
                directory,
                "--instances",
                "2",
                "--transport",
                "epoll",
                "--set",
                "log.repeatsPerSecondMax=0",
                "--set",
                "log.connections=all")) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var socket = new Socket("127.0.0.1", server.port());
                sockets.add(socket);
                echo(socket, "hello");
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            var accepted = Pattern.compile("\\[(vert\\.x-eventloop-thread-\\d+)] ServerConnection - accepted")
                    .matcher(server.err())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            // One more is the node's own client's, which has a loop of its own.
            assertThat(accepted.stream()
                            .collect(Collectors.groupingBy(loop -> loop, Collectors.counting()))
                            .values())
                    .containsExactlyInAnyOrder(50L, 50L, 1L);
            assertThat(server.err()).contains("transport epoll");
        }
    }

    @Test
    void healthChecksTheEcho() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--prefix", "hi ");
                Program healthy =
                        Program.start(directory, "health", "--prefix", "hi ", "tcp://127.0.0.1:" + server.port());
                Program unhealthy = Program.start(directory, "health", "tcp://127.0.0.1:" + server.port())) {
            assertThat(healthy.exitCode()).isZero();
            assertThat(unhealthy.exitCode()).isEqualTo(1);
            assertThat(unhealthy.out()).contains("unhealthy tcp://127.0.0.1", "echoed bytes differ");
        }
    }

    private static void echo(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(bytes);
        assertThat(new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }
}
