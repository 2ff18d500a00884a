package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.metric.Metric;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** Prints what each node has done. */
@Command(
        name = "stats",
        description = "Print every number of every node, a column each; --json has those of each listener too. Exit 1"
                + " when a node does not answer.",
        mixinStandardHelpOptions = true)
final class ServiceStatsCommand extends NodesQuery {

    private static final String START_TIME = Metric.START_TIME.jsonName();

    ServiceStatsCommand(Streams streams) {
        super(streams);
    }

    @Override
    Round round(NodeAnswers nodes) throws InterruptedException, LinkException {
        return nodes.ask(Addresses.SERVICE_STATS, nodes.infos());
    }

    @Override
    List<String> lines(Round round) {
        var headings = new ArrayList<>(List.of("number"));
        headings.addAll(round.answers().keySet());
        var table = TextTable.ofNumbers(headings);
        for (String number : numbers(round.bodies())) {
            var row = new ArrayList<>(List.of(number));
            round.bodies().forEach(stats -> row.add(shown(number, stats.getValue(number, ""))));
            table.add(row);
        }
        return table.lines();
    }

    /** A time as people read it, in UTC: its seconds since 1970 are for programs. */
    private static String shown(String number, Object value) {
        return number.equals(START_TIME) && value instanceof Number seconds
                ? Instant.ofEpochSecond(seconds.longValue()).toString()
                : String.valueOf(value);
    }

    /** The names of all numbers, in their order; nodes of other versions may have others. */
    private static Set<String> numbers(List<JsonObject> answers) {
        var names = new LinkedHashSet<String>();
        for (JsonObject stats : answers) {
            stats.forEach(member -> {
                if (member.getValue() instanceof Number) {
                    names.add(member.getKey());
                }
            });
        }
        return names;
    }
}
