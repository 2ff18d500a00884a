package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Answered;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.common.Quantity;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** Tells how long each node takes to answer. */
@Command(
        name = "ping",
        description = "Ask all nodes at once for a sign of life, and print how long each took. Exit 1 when one does not"
                + " answer.",
        mixinStandardHelpOptions = true)
final class ServicePingCommand extends NodesQuery {

    private static final double NANOS_A_MS = 1e6;

    ServicePingCommand(Streams streams) {
        super(streams);
    }

    @Override
    Round round(NodeAnswers nodes) throws InterruptedException, LinkException {
        return nodes.ask(Addresses.SERVICE_PING, nodes.infos());
    }

    @Override
    List<String> lines(Round round) {
        var table = TextTable.ofNumbers(List.of("node", "round trip"));
        round.answers().forEach((name, answer) -> table.add(List.of(name, Quantity.ofNanos(answer.nanos()))));
        return table.lines();
    }

    @Override
    JsonObject json(Answered answer) {
        return answer.body().copy().put("roundTripMs", answer.nanos() / NANOS_A_MS);
    }
}
