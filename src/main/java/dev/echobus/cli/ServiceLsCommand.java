package dev.echobus.cli;

import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.cli.top.Uptime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the nodes. */
@Command(
        name = "ls",
        description = "List the nodes: version, state, uptime and listeners. Exit 1 when one does not answer.",
        mixinStandardHelpOptions = true)
final class ServiceLsCommand extends NodesQuery {

    ServiceLsCommand(Streams streams) {
        super(streams);
    }

    @Override
    Round round(NodeAnswers nodes) throws InterruptedException, LinkException {
        return nodes.infos();
    }

    @Override
    List<String> lines(Round round) {
        var table = TextTable.ofWords("node", "version", "state", "uptime", "listeners");
        round.answers()
                .forEach((name, answer) -> table.add(List.of(
                        name,
                        answer.body().getString("version", ""),
                        answer.body().getString("state", ""),
                        Uptime.text(answer.body().getLong("uptimeMs", 0L)),
                        listeners(answer.body().getJsonArray("listeners", new JsonArray())))));
        return table.lines();
    }

    private static String listeners(JsonArray listeners) {
        return listeners.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .map(listener -> listener.getString("name") + " " + listener.getString("url"))
                .collect(Collectors.joining(", "));
    }
}
