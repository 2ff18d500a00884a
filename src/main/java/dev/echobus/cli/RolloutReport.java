package dev.echobus.cli;

import dev.echobus.common.Quantity;
import dev.echobus.rollout.Break;
import dev.echobus.rollout.Requirement.Verdict;
import dev.echobus.rollout.RolloutResult;
import dev.echobus.rollout.TrafficKind;
import dev.echobus.rollout.TrafficResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rollout} prints.
 *
 * @param result what was found
 * @param nodes how they changed; null where nobody was asked
 * @param verdicts the requirements, each held against the result
 */
record RolloutReport(RolloutResult result, @Nullable NodeTurnover nodes, List<Verdict> verdicts) {

    private static final double SECOND_NANOS = 1e9;
    private static final double MILLISECOND_NANOS = 1e6;

    private static final String ROW = "%-16s %9s %6s %7s %5s %5s %5s %6s %6s %9s %9s";

    /** Nodes that are there before and after. */
    record NodeTurnover(int before, int after, int started) {}

    boolean isMissed() {
        return verdicts.stream().anyMatch(verdict -> !verdict.isMet());
    }

    void print(PrintStream out) {
        out.println("target    " + result.plan().target() + ", " + Quantity.ofNanos(result.nanos()));
        out.println("nodes     " + nodesText());
        out.println();
        out.println(row("", "sent", "lost", "retried", "tries", "FIN", "RST", "stall", "wrong", "unopened", "gap"));
        result.traffic().forEach(traffic -> out.println(row(traffic)));
        result.traffic().stream()
                .filter(traffic -> traffic.kind() == TrafficKind.HELD)
                .forEach(traffic -> out.println("%n%d of %d held connections were never broken"
                        .formatted(result.unbroken(), result.plan().heldConnections())));
        result.traffic().forEach(traffic -> printReasons(traffic, out));
        verdicts.forEach(out::println);
    }

    private String nodesText() {
        if (nodes == null) {
            return "unknown: --cluster-members says whom to ask";
        }
        String counts = nodes.before() + " before, " + nodes.after() + " after";
        return nodes.started() == 0
                ? counts + "; none was started meanwhile: nothing was rehearsed"
                : counts + ", " + nodes.started() + " of them started meanwhile";
    }

    private static String row(TrafficResult traffic) {
        boolean isBus = traffic.kind() == TrafficKind.BUS;
        return row(
                traffic.kind().title(),
                Quantity.ofCount(traffic.sent()),
                Quantity.ofCount(traffic.lost()),
                isBus ? Quantity.ofCount(traffic.retried()) : "",
                isBus ? traffic.triesMax() : "",
                isBus ? "" : traffic.count(Break.FIN),
                isBus ? "" : traffic.count(Break.RST),
                isBus ? "" : traffic.count(Break.STALL),
                Quantity.ofCount(traffic.wrong()),
                isBus ? "" : traffic.count(Break.UNOPENED),
                Quantity.ofNanos(traffic.gapNanos()));
    }

    private static String row(Object... cells) {
        return ROW.formatted(cells).stripTrailing();
    }

    private static void printReasons(TrafficResult traffic, PrintStream out) {
        traffic.reasons().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(reason -> out.println(traffic.kind().title() + ": " + reason.getKey() + " ("
                        + Quantity.ofCount(reason.getValue()) + ")"));
    }

    JsonObject toJson() {
        var json = new JsonObject()
                .put("target", result.plan().target().toString())
                .put("seconds", result.nanos() / SECOND_NANOS)
                .put("heldConnections", result.plan().heldConnections())
                .put("heldUnbroken", result.unbroken());
        if (nodes != null) {
            json.put(
                    "nodes",
                    new JsonObject()
                            .put("before", nodes.before())
                            .put("after", nodes.after())
                            .put("started", nodes.started()));
        }
        var traffic = new JsonObject();
        result.traffic().forEach(kind -> traffic.put(kind.kind().word(), json(kind)));
        var required = new JsonArray();
        verdicts.forEach(verdict -> required.add(new JsonObject()
                .put("requirement", verdict.requirement().condition().text())
                .put("met", verdict.isMet())));
        return json.put("traffic", traffic).put("requirements", required);
    }

    private static JsonObject json(TrafficResult traffic) {
        var breaks = new JsonObject();
        for (Break how : Break.values()) {
            breaks.put(how.name().toLowerCase(Locale.ROOT), traffic.count(how));
        }
        var reasons = new JsonObject();
        traffic.reasons().forEach(reasons::put);
        return new JsonObject()
                .put("sent", traffic.sent())
                .put("answered", traffic.answered())
                .put("lost", traffic.lost())
                .put("retried", traffic.retried())
                .put("triesMax", traffic.triesMax())
                .put("wrong", traffic.wrong())
                .put("breaks", breaks)
                .put("gapMs", traffic.gapNanos() / MILLISECOND_NANOS)
                .put("reasons", reasons);
    }
}
