package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration's files change under a server with clients, and nobody tells it. */
class WatchedFilesIT {

    private static final String RELOADED = "configuration reloaded:";
    private static final String NOT_RELOADED = "configuration not reloaded";
    private static final int CONNECTIONS = 20;
    private static final int CHANGES = 10;

    /** What a file may hold that is no configuration, and what is said of it. */
    private static final Map<String, String> BROKEN = broken();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = directory.resolve("live.json");
        replace("{}");
    }

    @Test
    void anotherContentIsAppliedAlsoWhereAnotherFileTakesItsPlaceByALink() throws IOException {
        Path first = Files.writeString(directory.resolve("first"), "{\"log\": {\"level\": \"info\"}}");
        Path second = Files.writeString(directory.resolve("second"), "{\"log\": {\"level\": \"debug\"}}");
        Files.delete(file);
        Files.createSymbolicLink(file, first);
        try (Program server = serve()) {
            Path next = Files.createSymbolicLink(directory.resolve("next"), second);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            server.await("the link's new file", () -> server.err().contains("log.level is now debug, it was info"));

            replace("{\"server\": {\"backlog\": 5}}");
            server.await("what waits", () -> server.err().contains("server.backlog needs a restart to become 5"));
            assertThat(server.err()).contains("log.level is now info, it was debug");
        }
    }

    @Test
    void aDefaultFileThatAppearsIsReadToo() throws IOException {
        try (Program server = serve()) {
            Files.createDirectory(directory.resolve("conf"));
            Files.writeString(directory.resolve("conf/config.json"), "{\"log\": {\"level\": \"debug\"}}");
            server.await("the default file", () -> server.err().contains("log.level is now debug, it was info"));
        }
    }

    @Test
    void eachKindOfBrokenFileIsRefusedWithItsReasonAndTheOldStays() throws IOException {
        try (Program server = serve();
                var socket = connect(server)) {
            int refused = 0;
            for (var broken : BROKEN.entrySet()) {
                replace(broken.getKey());
                refused++;
                awaitRefused(server, refused, broken.getValue());
            }
            Files.delete(file);
            awaitRefused(server, refused + 1, "live.json: no such file");
            assertThat(server.err()).doesNotContain(RELOADED);
            echo(socket, "still there\n");
            replace("{\"log\": {\"level\": \"debug\"}}");
            server.await("mended", () -> server.err().contains("log.level is now debug, it was info"));
        }
    }

    @Test
    void changesUnderLoadLoseNoConnectionAndNoByte() throws IOException {
        var isOver = new AtomicBoolean();
        try (Program server = serve()) {
            List<CompletableFuture<Integer>> clients = IntStream.range(0, CONNECTIONS)
                    .mapToObj(client -> Background.supply(() -> echoUntil(isOver, server, client)))
                    .toList();
            for (int change = 1; change <= CHANGES; change++) {
                replace("{\"server\": {\"idleTimeoutMs\": %d, \"connectionMessagesPerSecondMax\": %d}}"
                        .formatted(60_000 + change, 1_000_000 + change));
                int expected = change;
                server.await("change " + change, () -> count(server, RELOADED) == expected);
            }
            isOver.set(true);
            assertThat(clients).allSatisfy(client -> assertThat(client.join()).isPositive());
            assertThat(server.err()).doesNotContain(NOT_RELOADED);
        }
    }

    /** Numbered lines over one connection for as long as it goes on; how many came back. */
    private static int echoUntil(AtomicBoolean isOver, Program server, int client) {
        try (var socket = connect(server)) {
            int echoed = 0;
            while (!isOver.get()) {
                echo(socket, "client " + client + " line " + echoed + "\n");
                echoed++;
            }
            return echoed;
        } catch (IOException lost) {
            throw new AssertionError("client " + client, lost);
        }
    }

    private static Map<String, String> broken() {
        var broken = new LinkedHashMap<String, String>();
        broken.put("{\"server\": {", "not JSON");
        broken.put("[1]", "live.json: expected a JSON object, found an array");
        broken.put("{\"servr\": {}}", "servr: unknown setting, did you mean server?");
        broken.put("{\"server\": 5}", "server: expected an object");
        broken.put("{\"log\": {\"level\": \"loud\"}}", "log.level: expected error, warn, info, debug or trace");
        broken.put("{\"server\": {\"once\": 1}}", "server.once: expected true or false, found 1");
        broken.put("{\"server\": {\"port\": 65536}}", "server.port: expected 0..65535");
        broken.put("{\"server\": {\"once\": true, \"once\": false}}", "Duplicate field 'once'");
        broken.put("{\"server\": {\"writeBufferLowBytes\": 65537}}", "expected at most server.writeBufferHighBytes");
        broken.put("{\"listeners\": {\"a\": {}}}", "listeners.a.url: expected");
        return broken;
    }

    private void awaitRefused(Program server, int times, String reason) {
        server.await(
                "refused: " + reason,
                () -> count(server, NOT_RELOADED) == times && server.err().contains(reason));
    }

    private static int count(Program server, String text) {
        return server.err().split(text, -1).length - 1;
    }

    /** As an editor that is careful does it: no half of a file is ever there. */
    private void replace(String content) throws IOException {
        Path next = Files.writeString(directory.resolve("live.next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Program serve() throws IOException {
        return Program.serve(
                directory, "--framing", "line", "--config", "live.json", "--set", "runtime.configScanMs=50");
    }

    private static Socket connect(Program server) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void echo(Socket socket, String line) throws IOException {
        socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        byte[] found = socket.getInputStream().readNBytes(line.length());
        assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo(line);
    }
}
