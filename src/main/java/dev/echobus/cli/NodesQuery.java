package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Round;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What the commands share that ask every node the same: the answers are nodes, and one that gives none is a failure. */
abstract class NodesQuery extends ServiceQuery {

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "500ms",
            description = "How long to wait for the first answer, and after each for the next; no longer than until all"
                    + " have answered that the others know of. Default: ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ZERO;

    NodesQuery(Streams streams) {
        super(streams);
    }

    /** Asks what there is to ask. */
    abstract Round round(NodeAnswers nodes) throws InterruptedException, LinkException;

    /** The answers as lines of text; those that are missing are told of besides. */
    abstract List<String> lines(Round round);

    /** A node's answer as JSON. */
    JsonObject json(NodeAnswers.Answered answer) {
        return answer.body();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (wait.isZero()) {
            streams.complain("--wait: expected more than 0");
            return ExitCode.USAGE;
        }
        return super.call();
    }

    @Override
    int ask(BusLink link) throws InterruptedException, LinkException {
        Round round = round(new NodeAnswers(link, (int) wait.toMillis()));
        if (isJson) {
            var nodes = new JsonArray(
                    round.answers().values().stream().map(this::json).toList());
            var missing = new JsonArray(List.copyOf(round.missing().keySet()));
            streams.out()
                    .println(new JsonObject()
                            .put("nodes", nodes)
                            .put("missing", missing)
                            .encodePrettily());
        } else if (!round.answers().isEmpty()) {
            lines(round).forEach(streams.out()::println);
        }
        round.missing()
                .forEach((node, address) -> streams.complain(
                        "no answer of node " + node + (address.isEmpty() ? "" : " (" + address + ")")));
        if (round.answers().isEmpty()) {
            streams.complain("no node answered within " + wait.toMillis() + " ms");
        }
        return round.missing().isEmpty() && !round.answers().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
