package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of connections on the standard error of a real server. */
class LogIT {

    private static final int CONNECTIONS = 500;
    private static final int PER_SECOND_MAX = 5;

    @TempDir
    private Path directory;

    @Test
    void aFloodIsCountedAndNoLineIsLost() throws IOException, InterruptedException {
        try (Program server =
                Program.serve(directory, "--set", "client.enabled=false", "--set", limit(PER_SECOND_MAX))) {
            connectAll(server.port());
            server.await("the count of what was accepted", () -> counted(server, "accepted") == CONNECTIONS);
            server.await("the count of what was closed", () -> counted(server, "closed") == CONNECTIONS);
            assertThat(written(server, "accepted")).isLessThan(CONNECTIONS / 2);
        }
    }

    @Test
    void aFloodIsCountedAlsoWhenTheProcessEndsInIt() throws IOException, InterruptedException {
        try (Program server = Program.serve(
                directory, "--set", "client.enabled=false", "--set", limit(1), "--set", "server.drainQuietMs=0")) {
            connectAll(server.port());
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
            assertThat(counted(server, "accepted")).isEqualTo(CONNECTIONS);
            assertThat(counted(server, "closed")).isEqualTo(CONNECTIONS);
        }
    }

    @Test
    void aReloadLiftsTheLimit() throws IOException, InterruptedException {
        Path file = directory.resolve("live.json");
        Files.writeString(file, "{\"log\": {\"repeatsPerSecondMax\": 1}}");
        try (Program server = Program.serve(directory, "--set", "client.enabled=false", "--config", "live.json")) {
            Files.writeString(file, "{\"log\": {\"repeatsPerSecondMax\": 0}}");
            server.signal("HUP");
            server.await("reload", () -> server.err().contains("log.repeatsPerSecondMax is now 0"));
            connectAll(server.port());
            server.await("every line", () -> written(server, "closed") == CONNECTIONS);
            assertThat(written(server, "accepted")).isEqualTo(CONNECTIONS);
        }
    }

    private static String limit(int perSecondMax) {
        return "log.repeatsPerSecondMax=" + perSecondMax;
    }

    private static void connectAll(int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    private static long counted(Program server, String event) {
        long told = Pattern.compile("ServerConnection - " + event + " \\{.*: (\\d+) more such lines in ")
                .matcher(server.err())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        return written(server, event) + told;
    }

    private static long written(Program server, String event) {
        return Pattern.compile("ServerConnection - " + event + " \\w+-\\d+ ")
                .matcher(server.err())
                .results()
                .count();
    }
}
