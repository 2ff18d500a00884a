package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP: what is read again and what comes of it, in a server with clients. */
class ReloadIT {

    private static final String BEFORE = "{\"server\": {\"framing\": \"line\", \"prefix\": \"> \"}}";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(directory.resolve("live.json"), BEFORE);
    }

    @Test
    void whatNeedsNoRestartIsAppliedAndTheRestStaysForOldAndNewConnections() throws IOException, InterruptedException {
        try (Program server = serve();
                var before = connect(server)) {
            echo(before, "one\n", "> one\n");
            reload(server, """
                    {"server": {"framing": "length", "prefix": "! ", "responder": "bus", "host": "127.0.0.9",
                                "backlog": 5, "connectionEvents": false, "once": true},
                     "log": {"level": "debug"}}
                    """, "configuration reloaded: settings changed: 2");

            echo(before, "two\n", "> two\n");
            try (var after = connect(server)) {
                echo(after, "three\n", "> three\n");
                assertThat(after.getInputStream().read()).as("server.once").isEqualTo(-1);
            }
            assertThat(server.err())
                    .contains("server.once is now true, it was false", "log.level is now debug, it was info")
                    .contains(
                            "server.host needs a restart to become 127.0.0.9, it stays 0.0.0.0",
                            "server.backlog needs a restart to become 5, it stays 1024",
                            "server.framing needs a restart to become length, it stays line",
                            "server.prefix needs a restart to become \"! \", it stays \"> \"",
                            "server.responder needs a restart to become bus, it stays echo",
                            "server.connectionEvents needs a restart to become false, it stays true");
        }
    }

    @Test
    void aConfigurationWithProblemsChangesNothingAndTheLogSaysSo() throws IOException, InterruptedException {
        try (Program server = serve();
                var socket = connect(server)) {
            reload(
                    server,
                    "{\"server\": {\"once\": true, \"port\": \"80k\", \"ones\": 1}}",
                    "configuration not reloaded, 2 problems: the old one stays in force");

            assertThat(server.err())
                    .containsPattern("ERROR .*server\\.port: expected 0\\.\\.65535, found \"80k\" \\(live\\.json\\)")
                    .containsPattern("ERROR .*server\\.ones: unknown setting, did you mean server\\.once\\?");
            echo(socket, "one\n", "> one\n");
            echo(socket, "two\n", "> two\n");
        }
    }

    @Test
    void aReloadOfTheSameSaysThatNothingChanged() throws IOException, InterruptedException {
        try (Program server = serve()) {
            reload(server, BEFORE, "configuration reloaded: nothing changed");
            assertThat(server.err()).doesNotContain("needs a restart");
        }
    }

    private Program serve() throws IOException {
        return Program.serve(directory, "--config", "live.json");
    }

    private void reload(Program server, String content, String line) throws IOException, InterruptedException {
        Files.writeString(file, content);
        server.signal("HUP");
        server.await("reload", () -> server.err().contains(line));
    }

    private static Socket connect(Program server) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void echo(Socket socket, String sent, String expected) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
        byte[] found = socket.getInputStream().readNBytes(expected.length());
        assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
