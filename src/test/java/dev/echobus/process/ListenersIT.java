package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with three listeners: what it prints, how it answers, whom it refuses, its reload and its end. */
class ListenersIT {

    private static final String THREE = """
            {
              "server": {"host": "127.0.0.1", "once": %s, "instances": 2},
              "listeners": {
                "lines": {"url": "tcp://127.0.0.1:0", "framing": "line", "prefix": "> "},
                "records": {"url": "tcp://127.0.0.2:0", "framing": "length", "lengthFieldBytes": 2}%s
              },
              "log": {"connections": "all"},
              "client": {"enabled": false}
            }
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(directory.resolve("three.json"), THREE.formatted("false", ""));
    }

    @Test
    void eachAnswersInItsWayAndADrainEndsAndAccountsForAll() throws IOException, InterruptedException {
        try (Program server = serve();
                var raw = connect(server, "echo");
                var lines = connect(server, "lines");
                var records = connect(server, "records")) {
            assertThat(server.out())
                    .matches("listening echo tcp://127\\.0\\.0\\.1:\\d+\n"
                            + "listening lines tcp://127\\.0\\.0\\.1:\\d+\n"
                            + "listening records tcp://127\\.0\\.0\\.2:\\d+\nready\n");
            talkToAll(raw, lines, records);
            server.await(
                    "a line for each connection",
                    () -> server.err().contains(address(raw) + " on echo\n")
                            && server.err().contains(address(lines) + " on lines\n")
                            && server.err().contains(address(records) + " on records\n"));

            server.signal("TERM");
            server.await("draining", () -> server.err().contains("draining"));
            talkToAll(raw, lines, records);
            assertThat(server.exitCode()).isEqualTo(143);
            for (Socket socket : new Socket[] {raw, lines, records}) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.err())
                    .contains(
                            ", 3 connections ended, 0 cut with 0 bytes unsent (echo: 1 ended, 0 cut;"
                                    + " lines: 1 ended, 0 cut; records: 1 ended, 0 cut); in all {",
                            "\"connectionsAccepted\":3");
        }
    }

    @Test
    void theThirdOfTwoIsRefusedWhicheverListenerItComesTo() throws IOException {
        try (Program server = serve("--set", "admission.connectionsMax=2");
                var raw = connect(server, "echo");
                var lines = connect(server, "lines")) {
            exchange(raw, "a", "a");
            exchange(lines, "b\n", "> b\n");
            for (String listener : new String[] {"echo", "lines", "records"}) {
                try (var refused = connect(server, listener)) {
                    assertThat(refused.getInputStream().read()).isEqualTo(-1);
                    server.await(
                            "its line",
                            () -> server.err()
                                    .contains("refused " + address(refused) + " on " + listener
                                            + ": CONNECTIONS_MAX: 2 connections are open (admission.connectionsMax)"));
                }
            }
            exchange(raw, "c", "c");
            exchange(lines, "d\n", "> d\n");
        }
    }

    @Test
    void aReloadHoldsForAllAndOneMoreListenerNeedsARestart() throws IOException, InterruptedException {
        try (Program server = serve()) {
            Files.writeString(file, THREE.formatted("true", ", \"more\": {\"url\": \"tcp://127.0.0.3:0\"}"));
            server.signal("HUP");
            server.await("reload", () -> server.err().contains("configuration reloaded: settings changed: 1"));

            assertThat(server.err())
                    .contains(
                            "server.once is now true, it was false",
                            "listeners.more.url needs a restart to become tcp://127.0.0.3:0, it stays nothing");
            try (var raw = connect(server, "echo");
                    var lines = connect(server, "lines");
                    var records = connect(server, "records")) {
                talkToAll(raw, lines, records);
                for (Socket socket : new Socket[] {raw, lines, records}) {
                    assertThat(socket.getInputStream().read()).as("server.once").isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void aTakenPortIsOneLineWithTheListenerAndItsSetting() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Program server = Program.start(
                        directory,
                        "serve",
                        "--config",
                        "three.json",
                        "--port",
                        "0",
                        "--set",
                        "listeners.side.url=127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.out()).isEmpty();
            assertThat(server.err().lines().filter(line -> line.startsWith("echobus: ")))
                    .containsExactly("echobus: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (side, listeners.side.url): Address already in use");
            assertThat(server.err()).doesNotContain("Exception", "\tat ");
        }
    }

    private Program serve(String... more) throws IOException {
        var arguments = new String[more.length + 2];
        arguments[0] = "--config";
        arguments[1] = "three.json";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Program.serve(directory, arguments);
    }

    private static void talkToAll(Socket raw, Socket lines, Socket records) throws IOException {
        exchange(raw, "no line\nat all", "no line\nat all");
        exchange(lines, "one\n", "> one\n");
        exchange(records, "\0\3a\nb", "\0\3a\nb");
    }

    private static void exchange(Socket socket, String sent, String expected) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
        byte[] found = socket.getInputStream().readNBytes(expected.length());
        assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    private static Socket connect(Program server, String listener) throws IOException {
        String authority = authorities(server).get(listener);
        int colon = authority.lastIndexOf(':');
        var socket = new Socket(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Where it listens, by the names that it printed. */
    private static Map<String, String> authorities(Program server) {
        var authorities = new LinkedHashMap<String, String>();
        server.out()
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words[0].equals("listening"))
                .forEach(words -> authorities.put(words[1], words[2].substring("tcp://".length())));
        return authorities;
    }

    private static String address(Socket socket) {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }
}
