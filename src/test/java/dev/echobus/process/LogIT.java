package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of connections on the standard error of a real server. */
class LogIT {

    private static final int CONNECTIONS = 500;
    private static final int PER_SECOND_MAX = 5;
    private static final String ALL = "log.connections=all";

    @TempDir
    private Path directory;

    @Test
    void aFloodIsCountedAndNoLineIsLost() throws IOException, InterruptedException {
        try (Program server = Program.serve(
                directory, "--set", "client.enabled=false", "--set", ALL, "--set", limit(PER_SECOND_MAX))) {
            connectAll(server.port());
            server.await("the count of what was accepted", () -> counted(server, "accepted") == CONNECTIONS);
            server.await("the count of what was closed", () -> counted(server, "closed") == CONNECTIONS);
            assertThat(written(server, "accepted")).isLessThan(CONNECTIONS / 2);
        }
    }

    @Test
    void aFloodIsCountedAlsoWhenTheProcessEndsInIt() throws IOException, InterruptedException {
        try (Program server = Program.serve(
                directory,
                "--set",
                "client.enabled=false",
                "--set",
                ALL,
                "--set",
                limit(1),
                "--set",
                "server.drainQuietMs=0")) {
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
        try (Program server =
                Program.serve(directory, "--set", "client.enabled=false", "--set", ALL, "--config", "live.json")) {
            Files.writeString(file, "{\"log\": {\"repeatsPerSecondMax\": 0}}");
            server.signal("HUP");
            server.await("reload", () -> server.err().contains("log.repeatsPerSecondMax is now 0"));
            connectAll(server.port());
            server.await("every line", () -> written(server, "closed") == CONNECTIONS);
            assertThat(written(server, "accepted")).isEqualTo(CONNECTIONS);
        }
    }

    @Test
    void aReloadTurnsLinesIntoObjectsThatNameTheirConnection() throws IOException, InterruptedException {
        Path file = directory.resolve("live.json");
        Files.writeString(file, "{}");
        try (Program server =
                Program.serve(directory, "--set", "client.enabled=false", "--set", ALL, "--config", "live.json")) {
            Files.writeString(file, "{\"log\": {\"format\": \"json\"}}");
            server.signal("HUP");
            server.await("reload", () -> server.err().contains("settings changed: 1"));
            int textLines = (int) server.err().lines().count();
            connectAll(server.port());
            server.await("every line", () -> server.err().lines().count() >= textLines + 2);
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);

            List<JsonObject> lines =
                    server.err().lines().skip(textLines).map(JsonObject::new).toList();
            assertThat(lines)
                    .filteredOn(line -> line.containsKey("connection")
                            && line.getString("message").startsWith("closed"))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(line -> {
                        assertThat(line.getString("message")).startsWith("closed " + line.getString("connection"));
                        assertThat(line.getString("remote")).startsWith("127.0.0.1:");
                        assertThat(line.getString("listener")).isEqualTo("echo");
                    });
        }
    }

    @Test
    void connectionsThatEndInOrderAreSummedUpAndOnlyOthersHaveLines() throws IOException {
        try (Program server = Program.serve(
                directory,
                "--set",
                "client.enabled=false",
                "--set",
                "log.summaryIntervalMs=200",
                "--set",
                "server.framing=line",
                "--set",
                "server.messageMaxBytes=1")) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (var socket = new Socket("127.0.0.1", server.port())) {
                    socket.getOutputStream().write("x\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }
            }
            server.await("all of them in summaries", () -> summed(server, "(\\d+) connections opened") == CONNECTIONS);
            server.await("all of them closed", () -> summed(server, "opened, (\\d+) closed") == CONNECTIONS);
            assertThat(summed(server, "(\\d+) messages")).isEqualTo(CONNECTIONS);
            assertThat(server.err()).doesNotContain("accepted ", "closed by the peer");

            try (var socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write("too long\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            server.await("the abnormal end", () -> written(server, "closed") == 1);
            assertThat(server.err().lines().filter(line -> line.contains("-501 ")))
                    .singleElement()
                    .asString()
                    .containsPattern(" WARN .* closed \\w+-501 \\S+ on echo: MESSAGE_TOO_LARGE");
        }
    }

    private static long summed(Program server, String what) {
        return Pattern.compile("TrafficSummary - in \\d+ s: .*?" + what)
                .matcher(server.err())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
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
