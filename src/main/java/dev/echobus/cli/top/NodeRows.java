package dev.echobus.cli.top;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The table of nodes, look by look: what was counted between two answers of a node, and nodes that have gone, for a while.
 * One thread; as many nodes as answer.
 */
final class NodeRows {

    /** How long a node is shown after it has gone. */
    static final long GONE_SHOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final double NANOS_A_SECOND = 1e9;
    private static final int STATE = Page.NODES.indexOf("state");

    private final Map<String, Known> nodes = new TreeMap<>();

    private double connections;
    private double messagesPerSecond;

    private static final class Known {
        private @Nullable Answer stats;
        private Row row = new Row(List.of(), false);
        private long seenNanos;
    }

    /** Takes a look. Where nobody could be asked, nobody is taken for gone. */
    void update(Look look) {
        var states = new HashMap<String, String>();
        look.infos().forEach(info -> addGone(info.body(), states));
        Map<String, Answer> infos = new HashMap<>();
        look.infos().forEach(info -> infos.put(info.node(), info));
        connections = 0;
        messagesPerSecond = 0;
        for (Answer stats : look.stats()) {
            Answer info = infos.get(stats.node());
            if (info != null) {
                answered(nodes.computeIfAbsent(stats.node(), node -> new Known()), info.body(), stats);
            }
        }
        nodes.forEach((name, known) -> {
            if (!hasAnswered(name, look)) {
                String state = look.silent().contains(name) ? "silent" : states.getOrDefault(name, "gone");
                known.row = gone(known.row, look.isFailed() ? "unknown" : state);
            }
        });
        if (!look.isFailed()) {
            nodes.entrySet().removeIf(known -> isOver(known.getKey(), known.getValue(), look));
        }
    }

    List<Row> rows() {
        return nodes.values().stream().map(known -> known.row).toList();
    }

    double connections() {
        return connections;
    }

    double messagesPerSecond() {
        return messagesPerSecond;
    }

    /** A node that others still know of may answer again. */
    private static boolean isOver(String name, Known known, Look look) {
        return known.row.isGone()
                && !look.silent().contains(name)
                && look.atNanos() - known.seenNanos > GONE_SHOWN_NANOS;
    }

    private static boolean hasAnswered(String name, Look look) {
        return look.stats().stream().anyMatch(stats -> stats.node().equals(name));
    }

    private void answered(Known known, JsonObject info, Answer stats) {
        Answer before = comparable(known.stats, stats);
        JsonObject now = stats.body();
        double open = number(now, "connectionsOpen");
        connections += open;
        var cells = new ArrayList<Cell>();
        cells.add(Cell.ofText(stats.node()));
        cells.add(Cell.ofText(info.getString("state", "")));
        cells.add(Cell.ofCount(open));
        double messages = before == null ? 0 : rate(before, stats, "messages");
        messagesPerSecond += messages;
        cells.add(before == null ? Cell.NONE : Cell.ofRate(messages));
        addTimes(cells, before == null ? now : before.body(), now);
        cells.add(Cell.ofCount(number(now, "messagesInFlight")));
        cells.add(before == null ? Cell.NONE : Cell.ofBytesPerSecond(rate(before, stats, "bytesIn")));
        cells.add(before == null ? Cell.NONE : Cell.ofBytesPerSecond(rate(before, stats, "bytesOut")));
        cells.add(Cell.ofCount(number(now, "connectionsRefused")));
        cells.add(Cell.ofCount(number(now, "connectionsEndedAbnormally")));
        cells.add(Cell.ofMillis(info.getLong("uptimeMs", 0L)));
        known.row = new Row(List.copyOf(cells), false);
        known.stats = stats;
        known.seenNanos = stats.atNanos();
    }

    private static void addTimes(List<Cell> cells, JsonObject before, JsonObject now) {
        Buckets service = Buckets.between(before, now, "serviceTime");
        cells.add(service.percentile(0.5));
        cells.add(service.percentile(0.99));
        cells.add(Buckets.between(before, now, "eventLoopLag").percentile(0.99));
    }

    /** The answer before, unless the node counts anew since. */
    private static @Nullable Answer comparable(@Nullable Answer before, Answer now) {
        return before != null
                        && now.atNanos() > before.atNanos()
                        && number(now.body(), "messages") >= number(before.body(), "messages")
                ? before
                : null;
    }

    private static double rate(Answer before, Answer now, String name) {
        double seconds = (now.atNanos() - before.atNanos()) / NANOS_A_SECOND;
        return (number(now.body(), name) - number(before.body(), name)) / seconds;
    }

    private static double number(JsonObject stats, String name) {
        return stats.getValue(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** What others say of nodes that are no more. */
    private static void addGone(JsonObject info, Map<String, String> states) {
        for (Object each : info.getJsonArray("members", new JsonArray())) {
            if (each instanceof JsonObject member && !"up".equals(member.getString("state"))) {
                states.put(member.getString("node", ""), member.getString("state", "gone"));
            }
        }
    }

    private static Row gone(Row last, String state) {
        var cells = new ArrayList<>(last.cells());
        if (!cells.isEmpty()) {
            for (int column = STATE + 1; column < cells.size(); column++) {
                cells.set(column, Cell.NONE);
            }
            cells.set(STATE, Cell.ofText(state));
        }
        return new Row(List.copyOf(cells), true);
    }
}
