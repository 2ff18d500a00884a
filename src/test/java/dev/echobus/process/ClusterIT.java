package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as processes, explicit members, one bus: all serve, and one that leaves costs nothing. */
class ClusterIT {

    private static final Pattern SUMMARY = Pattern.compile("1000 requests: 1000 replied, 0 failed, (\\d+) retried");

    @TempDir
    private Path directory;

    @Test
    void everyRequestIsAnsweredAlsoAfterANodeHasLeft() throws IOException, InterruptedException {
        int firstPort = FreePorts.next();
        int secondPort = FreePorts.next();
        String members = "127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort;
        try (Program first = node(members, firstPort);
                Program second = node(members, secondPort)) {
            assertThat(first.out()).containsPattern("member \\w{8} 127\\.0\\.0\\.1:" + firstPort);
            requestThousand(members);
            assertThat(first.err()).contains("received from");
            assertThat(second.err()).contains("received from");

            first.signal("TERM");
            assertThat(requestThousand(members)).isLessThanOrEqualTo(2);
            assertThat(first.exitCode()).isEqualTo(143);
        }
    }

    /** Whoever sends with plain Vert.x repeats nothing. */
    @Test
    void aNodeThatLeavesCostsNoRequestThatIsSentOnce() throws IOException, InterruptedException {
        int firstPort = FreePorts.next();
        int secondPort = FreePorts.next();
        String members = "127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort;
        try (Program first = ClusterNode.start(directory, members, firstPort);
                Program second = ClusterNode.start(directory, members, secondPort);
                Program request = Program.start(
                        directory,
                        "bus",
                        "request",
                        "--cluster-members",
                        members,
                        "--count=20000",
                        "--in-flight=2",
                        "--attempts=1",
                        "--quote",
                        "echobus.client.echo",
                        "hello")) {
            request.await("replies", () -> request.out().contains("hello"));
            first.signal("TERM");
            assertThat(first.exitCode()).isEqualTo(143);
            assertThat(request.isAlive()).as("requests were sent all the while").isTrue();
            assertThat(request.exitCode()).as(request.err()).isZero();
            assertThat(request.err()).contains("20000 requests: 20000 replied, 0 failed");
            assertThat(second.err()).contains("left");
        }
    }

    @Test
    void aSocketOfAnyNodeIsReachedByItsAddress() throws IOException, InterruptedException {
        int port = FreePorts.next();
        String members = "127.0.0.1:" + port;
        try (Program node = node(members, port);
                var socket = new Socket("127.0.0.1", node.port())) {
            node.await(
                    "accept",
                    () -> node.err().contains("accepted") && node.err().contains(":" + socket.getLocalPort()));
            Matcher id = Pattern.compile("accepted (\\S+) 127\\.0\\.0\\.1:" + socket.getLocalPort())
                    .matcher(node.err());
            assertThat(id.find()).isTrue();
            try (Program sender = Program.start(
                    directory,
                    "bus",
                    "send",
                    "--cluster-members",
                    members,
                    "echobus.connection." + id.group(1),
                    "hi")) {
                assertThat(sender.exitCode()).as(sender.err()).isZero();
            }
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void benchTellsWhatTheServersNodesSayOfThemselves() throws IOException, InterruptedException {
        int port = FreePorts.next();
        String members = "127.0.0.1:" + port;
        try (Program node = node(members, port)) {
            try (Program bench = bench(node, members)) {
                assertThat(bench.exitCode()).as(bench.err()).isZero();
                assertThat(bench.out())
                        .containsPattern(
                                "\nnode +\\w{8}: version [^\n]+, listeners \\[\\{\"name\":\"echo\",\"url\":\"tcp://0.0.0.0:"
                                        + node.port() + "\"[^\n]+ state ready");
                assertThat(bench.out()).contains("\nverified ");
            }
            try (Program bench = bench(node, "127.0.0.1:" + FreePorts.next())) {
                assertThat(bench.exitCode()).isZero();
                assertThat(bench.err()).contains("no member answered", "without the server's own information");
                assertThat(bench.out()).contains("\nverified ").doesNotContain("\nnode ");
            }
        }
    }

    private Program bench(Program node, String members) throws IOException {
        String url = "tcp://127.0.0.1:" + node.port();
        return Program.start(
                directory, "bench", url, "-c", "2", "-d", "200ms", "-w", "100ms", "--cluster-members", members);
    }

    private Program node(String members, int port) throws IOException {
        return ClusterNode.start(
                directory, members, port, "--set", "log.payloads=true", "--set", "log.connections=all");
    }

    /** All of them must be answered; returns how many were sent more than once for that. */
    private int requestThousand(String members) throws IOException, InterruptedException {
        try (Program request = Program.start(
                directory,
                "bus",
                "request",
                "--cluster-members",
                members,
                "--count",
                "1000",
                "--quote",
                "echobus.client.echo",
                "hello")) {
            assertThat(request.exitCode()).as(request.err()).isZero();
            assertThat(request.out()).isEqualTo("hello\n".repeat(1000));
            Matcher summary = SUMMARY.matcher(request.err());
            assertThat(summary.find()).as(request.err()).isTrue();
            return Integer.parseInt(summary.group(1));
        }
    }
}
