package dev.echobus.cli;

import dev.echobus.bus.link.LinkException;
import dev.echobus.cluster.mesh.Medium;
import dev.echobus.cluster.mesh.MeshNode;
import dev.echobus.cluster.mesh.MeshPlan;
import dev.echobus.cluster.mesh.MeshReport;
import dev.echobus.cluster.mesh.MeshSurvey;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has every node of a cluster ask every other for echoes, and prints what came of it. */
@Command(
        name = "mesh",
        description =
                "Have every node of a cluster ask every other for echoes, over TCP and over the bus, and print who"
                        + " reaches whom.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Joins the cluster as a guest by --cluster-members (default 127.0.0.1:5701) and leaves when done. Exit status"
                    + " 0 when every message was answered, 4 when wrong bytes came back, else 1.",
            "Try it:  echobus mesh --nodes 3"
        })
final class MeshCommand extends GuestCommand {

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages from each node to each other by each way, at most 1000. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How long connecting, and each answer, may take, 10ms to 10s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--tcp", description = "Over TCP only, to each listener of the other nodes.")
    private boolean isTcpOnly;

    @Option(names = "--bus", description = "Over the event bus only.")
    private boolean isBusOnly;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Fail unless there are so many nodes. Default: ${DEFAULT-VALUE}.")
    private int nodesMin;

    MeshCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (count < 1 || count > MeshPlan.COUNT_MAX) {
            streams.complain("--count: expected 1.." + MeshPlan.COUNT_MAX + ", found " + count);
            return ExitCode.USAGE;
        }
        if (timeout.toMillis() < MeshPlan.TIMEOUT_MIN_MS || timeout.toMillis() > MeshPlan.TIMEOUT_MAX_MS) {
            streams.complain("--timeout: expected " + MeshPlan.TIMEOUT_MIN_MS + "ms to " + MeshPlan.TIMEOUT_MAX_MS
                    + "ms, found " + timeout.toMillis() + "ms");
            return ExitCode.USAGE;
        }
        return super.call();
    }

    @Override
    int ask(Vertx vertx) throws InterruptedException, ExecutionException, LinkException {
        List<MeshNode> nodes = MeshNode.of(NodeAnswers.infos(vertx));
        if (nodes.size() > MeshPlan.NODES_MAX) {
            streams.complain("expected at most " + MeshPlan.NODES_MAX + " nodes, found " + nodes.size());
            return ExitCode.FAILED;
        }
        var targets = nodes.stream().map(MeshNode::target).toList();
        var plan = new MeshPlan(count, (int) timeout.toMillis(), media(), targets);
        MeshReport report = Waiting.on(new MeshSurvey(vertx, nodes, plan).run());
        if (isJson) {
            streams.out().println(report.toJson().encodePrettily());
        } else {
            new MeshTable(report).lines().forEach(streams.out()::println);
        }
        if (nodes.size() < nodesMin) {
            streams.complain("expected " + nodesMin + " nodes or more, found " + nodes.size());
        }
        if (report.hasWrongBytes()) {
            return ExitCode.DIFFERENT;
        }
        return report.isWhole() && nodes.size() >= nodesMin ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Both, unless one alone is asked for. */
    private Set<Medium> media() {
        if (isTcpOnly == isBusOnly) {
            return EnumSet.allOf(Medium.class);
        }
        return EnumSet.of(isTcpOnly ? Medium.TCP : Medium.BUS);
    }
}
