package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The {@code service} commands over a cluster of three nodes, as a guest and through the gateway of one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceIT {

    private static final int NODES = 3;

    /** How a command gets to the bus. */
    private enum Way {
        GUEST,
        GATEWAY;

        List<String> flags() {
            return switch (this) {
                case GUEST -> List.of("--cluster-members", members);
                case GATEWAY -> List.of("--gateway", "tcp://127.0.0.1:" + gatewayPort);
            };
        }
    }

    @TempDir
    private static Path directory;

    private static final List<Program> nodes = new ArrayList<>();
    private static final List<String> names = new ArrayList<>();

    private static String members;
    private static int gatewayPort;

    @BeforeAll
    static void startNodes() throws IOException {
        List<Integer> ports =
                IntStream.range(0, NODES).mapToObj(node -> FreePorts.next()).toList();
        members = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        gatewayPort = FreePorts.next();
        String rules = Path.of("conf/gateway.json").toAbsolutePath().toString();
        nodes.add(start(ports.get(0), "--config", rules, "--gateway-port", String.valueOf(gatewayPort)));
        nodes.add(start(ports.get(1)));
        nodes.add(start(ports.get(2)));
        nodes.forEach(node -> names.add(nameOf(node)));
    }

    /** One that drains goes on for as long as the tests may take. */
    private static Program start(int port, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("--set", "server.drainTimeoutMs=120000"));
        arguments.addAll(List.of(more));
        return ClusterNode.start(directory, members, port, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void endNodes() {
        nodes.forEach(Program::close);
    }

    @ParameterizedTest
    @EnumSource
    void lsHasALineForEachNode(Way way) throws IOException, InterruptedException {
        assertThat(text(way, "ls").lines().skip(1)).hasSize(NODES).allMatch(line -> line.contains("  ready  "));
        for (int node = 0; node < NODES; node++) {
            assertThat(text(way, "ls"))
                    .containsPattern(names.get(node) + "  \\S+ +ready  .+  echo tcp://0\\.0\\.0\\.0:"
                            + nodes.get(node).port() + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void pingHasTheTimeOfEachNode(Way way) throws IOException, InterruptedException {
        assertThat(answers(way, "ping")).allMatch(answer -> answer.getDouble("roundTripMs") > 0);
        assertThat(text(way, "ping").lines().skip(1)).hasSize(NODES).allMatch(line -> line.matches(".*\\d [mµ]?s"));
    }

    @ParameterizedTest
    @EnumSource
    void infoHasWhatEachNodeRunsAndWhomItSees(Way way) throws IOException, InterruptedException {
        assertThat(answers(way, "info")).allSatisfy(info -> {
            assertThat(info.getString("state")).isEqualTo("ready");
            assertThat(objects(info.getJsonArray("members"))
                            .filter(member -> member.getString("kind").equals("node"))
                            .map(member -> member.getString("node")))
                    .containsExactlyInAnyOrderElementsOf(names);
        });
        assertThat(text(way, "info").lines().filter(line -> line.matches("state +ready")))
                .hasSize(NODES);
    }

    @ParameterizedTest
    @EnumSource
    void statsHasAColumnForEachNode(Way way) throws IOException, InterruptedException {
        assertThat(answers(way, "stats"))
                .allSatisfy(stats ->
                        assertThat(stats.getInteger("clientServersConnected")).isOne());
        List<String> lines = text(way, "stats").lines().toList();
        assertThat(lines.get(0).split(" +")).startsWith("number").contains(names.toArray(String[]::new));
        assertThat(lines).anyMatch(line -> line.matches("clientServersConnected +1 +1 +1"));
    }

    @ParameterizedTest
    @EnumSource
    void auditFindsThatAllReachEachOther(Way way) throws IOException, InterruptedException {
        assertThat(text(way, "audit")).contains("findings   none").containsPattern("nodes +3 answered .+");
        var audit = new JsonObject(text(way, "audit", "--json"));
        assertThat(audit.getJsonArray("nodes").stream().map(String::valueOf))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(audit.getJsonArray("findings")).isEmpty();
    }

    /** A node in a drain that cannot end is a member still, of which the others tell, and off the bus already. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aNodeThatGivesNoAnswerIsNamed() throws IOException, InterruptedException {
        Program silent = nodes.get(NODES - 1);
        try (var stuck = new Socket()) {
            stuck.setReceiveBufferSize(4_096);
            stuck.connect(new InetSocketAddress("127.0.0.1", silent.port()));
            var sent = new AtomicLong();
            Background.run(() -> sendAndNeverRead(stuck, sent));
            silent.await("it is owed what it does not read", () -> sent.get() > 1_000_000);
            silent.signal("TERM");
            for (Way way : Way.values()) {
                assertNamed(way, names.get(NODES - 1));
            }
        }
    }

    private static void sendAndNeverRead(Socket stuck, AtomicLong sent) {
        try {
            for (byte[] block = new byte[10_000]; ; sent.addAndGet(block.length)) {
                stuck.getOutputStream().write(block);
            }
        } catch (IOException closed) {
            // The test is over.
            assertThat(stuck.isClosed()).isTrue();
        }
    }

    /** It leaves the bus a moment after the signal: the first call may have its answer still. */
    private static void assertNamed(Way way, String silent) throws IOException, InterruptedException {
        for (int calls = 1; ; calls++) {
            try (Program command = start(way, "ls", "--json")) {
                if (command.exitCode() == 0 && calls < 10) {
                    continue;
                }
                assertThat(command.exitCode()).as(command.out()).isOne();
                assertThat(command.err()).contains("no answer of node " + silent);
                var report = new JsonObject(command.out());
                assertThat(report.getJsonArray("missing")).containsExactly(silent);
                assertThat(objects(report.getJsonArray("nodes")).map(node -> node.getString("node")))
                        .containsExactlyInAnyOrderElementsOf(names.subList(0, NODES - 1));
                return;
            }
        }
    }

    private static List<JsonObject> answers(Way way, String what) throws IOException, InterruptedException {
        var report = new JsonObject(text(way, what, "--json"));
        assertThat(report.getJsonArray("missing")).isEmpty();
        List<JsonObject> answers = objects(report.getJsonArray("nodes")).toList();
        assertThat(answers.stream().map(answer -> answer.getString("node"))).containsExactlyInAnyOrderElementsOf(names);
        return answers;
    }

    /** What it prints, when all is well. */
    private static String text(Way way, String... command) throws IOException, InterruptedException {
        try (Program program = start(way, command)) {
            assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
            return program.out();
        }
    }

    private static Program start(Way way, String... command) throws IOException {
        var arguments = new ArrayList<>(List.of("service"));
        arguments.addAll(List.of(command));
        arguments.addAll(way.flags());
        return Program.start(directory, arguments.toArray(String[]::new));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    /** As its line {@code member NAME host:port} has it. */
    private static String nameOf(Program node) {
        return node.out()
                .lines()
                .filter(line -> line.startsWith("member "))
                .map(line -> line.split(" ")[1])
                .findFirst()
                .orElseThrow();
    }
}
