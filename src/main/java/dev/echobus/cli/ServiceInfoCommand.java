package dev.echobus.cli;

import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Round;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Prints what each node runs. */
@Command(
        name = "info",
        description =
                "Print what each node runs: versions, listeners, members, state. Exit 1 when one does not answer.",
        mixinStandardHelpOptions = true)
final class ServiceInfoCommand extends NodesQuery {

    private static final int NAME_WIDTH = 15;

    ServiceInfoCommand(Streams streams) {
        super(streams);
    }

    @Override
    Round round(NodeAnswers nodes) throws InterruptedException, LinkException {
        return nodes.infos();
    }

    @Override
    List<String> lines(Round round) {
        var lines = new ArrayList<String>();
        for (JsonObject info : round.bodies()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            info.forEach(member -> add(lines, member.getKey(), member.getValue()));
        }
        return lines;
    }

    /** What is so or not is told by its name, where it is so. */
    private static String word(String name, Object value) {
        if (value instanceof Boolean isSo) {
            return isSo ? name : "";
        }
        return String.valueOf(value);
    }

    /** What there may be several of has a line each. */
    private static void add(List<String> lines, String name, Object value) {
        if (value instanceof JsonArray items) {
            items.forEach(item -> add(lines, name, item));
            return;
        }
        String text = value instanceof JsonObject members
                ? members.stream()
                        .map(member -> word(member.getKey(), member.getValue()))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(" "))
                : String.valueOf(value);
        lines.add((name + " ".repeat(Math.max(0, NAME_WIDTH - name.length())) + "  " + text).stripTrailing());
    }
}
