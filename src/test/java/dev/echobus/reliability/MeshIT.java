package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each on a host of its own: the mesh names the one way that is cut, and is whole without the cut. */
class MeshIT {

    private static final int NODES = 3;
    private static final int GUEST = NODES + 1;
    private static final int PORT = 9999;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<Program> nodes = new ArrayList<>();

    @Test
    void theWayThatIsCutIsNamedAndNoOther() throws IOException, InterruptedException {
        try (BridgedNetwork network = BridgedNetwork.of(GUEST)) {
            Namespace.requireTool("iptables");
            try {
                start(network);
                network.dropTcp(1, 2, PORT);
                try (Program mesh = mesh(network, "--json", "--timeout", "500ms")) {
                    assertThat(mesh.exitCode()).as(mesh.err() + mesh.out()).isEqualTo(1);
                    assertThat(failures(new JsonObject(mesh.out())))
                            .containsExactly(name(1) + " -> " + name(2) + " tcp echo TIMED_OUT 100 of 100");
                }
                network.forgetRules(2);
                try (Program mesh = mesh(network)) {
                    assertThat(mesh.exitCode()).as(mesh.err() + mesh.out()).isZero();
                    assertThat(mesh.out())
                            .contains(network.address(2) + ":" + PORT, "all 12 ways are whole, 100 messages each");
                    assertThat(mesh.out().lines()).allMatch(line -> line.length() <= 80);
                }
            } finally {
                nodes.forEach(Program::close);
            }
        }
    }

    private void start(BridgedNetwork network) throws IOException {
        for (int host = 1; host <= NODES; host++) {
            nodes.add(Program.start(
                    launch(network, host),
                    "serve",
                    "--port",
                    String.valueOf(PORT),
                    "--cluster",
                    "--cluster-members",
                    members(network),
                    "--set",
                    "cluster.host=" + network.address(host)));
        }
        nodes.forEach(node -> Waiting.until("ready", PATIENCE, () -> node.out().contains("ready\n")));
    }

    /** What {@code serve} calls the node: the second word of its line {@code member NODE host:port}. */
    private String name(int host) {
        return nodes.get(host - 1)
                .out()
                .lines()
                .filter(line -> line.startsWith("member "))
                .map(line -> line.split(" ")[1])
                .findFirst()
                .orElseThrow();
    }

    private static List<String> failures(JsonObject report) {
        var failures = new ArrayList<String>();
        for (JsonObject row : objects(report.getJsonArray("rows"))) {
            objects(row.getJsonArray("legs")).stream()
                    .filter(leg -> leg.getInteger("lost") > 0)
                    .forEach(leg -> failures.add("%s -> %s %s %s %s %d of %d"
                            .formatted(
                                    row.getString("node"),
                                    leg.getString("to"),
                                    leg.getString("medium"),
                                    leg.getString("listener"),
                                    leg.getJsonObject("failure").getString("code"),
                                    leg.getInteger("lost"),
                                    leg.getInteger("count"))));
        }
        return failures;
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private Program mesh(BridgedNetwork network, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("mesh", "--nodes", String.valueOf(NODES)));
        arguments.addAll(List.of("--cluster-members", members(network), "--cluster-host", network.address(GUEST)));
        arguments.addAll(List.of(more));
        return Program.start(launch(network, GUEST), arguments.toArray(String[]::new));
    }

    private Launch launch(BridgedNetwork network, int host) {
        return Launch.in(directory).by(network.exec(host));
    }

    private static String members(BridgedNetwork network) {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(host -> network.address(host) + ":5701")
                .collect(Collectors.joining(","));
    }
}
