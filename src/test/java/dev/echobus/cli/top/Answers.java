package dev.echobus.cli.top;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What nodes would answer, in the shape of the contract. */
final class Answers {

    static final long SECOND = 1_000_000_000;

    private Answers() {}

    static Answer info(String node, String state) {
        return new Answer(new JsonObject().put("node", node).put("state", state).put("uptimeMs", 7_000), 0);
    }

    /** Another node's, which tells of one that is no more. */
    static Answer info(String node, String gone, String how) {
        Answer info = info(node, "ready");
        info.body()
                .put(
                        "members",
                        new JsonArray()
                                .add(new JsonObject().put("node", node).put("state", "up"))
                                .add(new JsonObject().put("node", gone).put("state", how)));
        return info;
    }

    static Answer stats(String node, long atNanos, long messages) {
        return new Answer(
                new JsonObject()
                        .put("node", node)
                        .put("connectionsOpen", 3)
                        .put("messages", messages)
                        .put("bytesIn", 64 * messages)
                        .put("bytesOut", 128 * messages)
                        .put("messagesInFlight", 2)
                        .put("connectionsRefused", 5)
                        .put("connectionsEndedAbnormally", 6)
                        .put("serviceTime", times(messages))
                        .put("eventLoopLag", times(0)),
                atNanos);
    }

    /** Half of them within 50 us, all within 100. */
    private static JsonObject times(long count) {
        return new JsonObject()
                .put("count", count)
                .put(
                        "buckets",
                        new JsonObject()
                                .put("5.0E-5", count / 2)
                                .put("1.0E-4", count)
                                .put("10.0", count));
    }

    static Answer connections(String node, String... ids) {
        var connections = new JsonArray();
        Stream.of(ids)
                .forEach(id -> connections.add(new JsonObject()
                        .put("connection", id)
                        .put("remote", "127.0.0.1:5000")
                        .put("listener", "echo")
                        .put("state", "open")
                        .put("loop", "loop-1")
                        .put("bytesIn", 1_000)
                        .put("bytesOut", 2_000_000)
                        .put("messages", 12_345)
                        .put("openMs", 65_000)
                        .put("idleMs", 250)));
        return new Answer(
                new JsonObject()
                        .put("node", node)
                        .put("found", 300)
                        .put(
                                "loops",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("loop", "loop-1")
                                                .put("connections", 7)))
                        .put("connections", connections),
                0);
    }

    static Look look(long atNanos, List<Answer> infos, List<Answer> stats) {
        return new Look(infos, stats, List.of(), Set.of(), "", atNanos);
    }

    /** The tables after two looks at nodes of these names, a second apart, each with a hundred messages more than the last. */
    static Shown shown(String... nodes) {
        var tables = new Tables();
        tables.update(looks(0, 0, nodes));
        return tables.update(looks(SECOND, 1, nodes));
    }

    private static Look looks(long atNanos, int times, String... nodes) {
        var stats = new ArrayList<Answer>();
        for (int node = 0; node < nodes.length; node++) {
            stats.add(stats(nodes[node], atNanos, times * 100L * (node + 1)));
        }
        var infos = Stream.of(nodes).map(node -> info(node, "ready")).toList();
        var connections = Stream.of(nodes)
                .map(node -> connections(node, node + "-1", node + "-2"))
                .toList();
        return new Look(infos, stats, connections, Set.of(), "", atNanos);
    }
}
