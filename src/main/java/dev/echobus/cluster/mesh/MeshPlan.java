package dev.echobus.cluster.mesh;

import dev.echobus.bus.Addresses;
import dev.echobus.config.ListenerConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a node is asked to probe. Refuses what is out of bounds.
 *
 * @param count messages to each node by each way
 * @param timeoutMs how long connecting, and each answer, may take
 * @param targets the nodes to ask for echoes; the asked node itself may be among them, and is passed over
 */
public record MeshPlan(int count, int timeoutMs, Set<Medium> media, List<MeshTarget> targets) {

    public static final int COUNT_MAX = 1_000;

    public static final int TIMEOUT_MIN_MS = 10;
    public static final int TIMEOUT_MAX_MS = 10_000;

    /** Each is asked by all others: the messages grow with the square. */
    public static final int NODES_MAX = 100;

    /** Ways that a node probes at once: few, so that the probe is none of the load. */
    static final int AT_ONCE = 4;

    /** After so many failures in a row a way is given up: what is dead costs no more than that. */
    static final int FAILURES_IN_A_ROW_MAX = 3;

    /** Time for a way: what its messages may take on average, and its failures beside. */
    private static final int MESSAGE_MS = 20;

    /** The member beside a plan's that tells one survey from another: who asks again is told of the same probe. */
    static final String SURVEY = "survey";

    private static final int TIMEOUTS_MAX = 5;

    /** Nothing is begun later in one probe, however many nodes there are. */
    private static final int BUDGET_MAX_MS = 60_000;

    /** What a way begun in time may take longer than its budget: connecting, twice, and an answer. */
    private static final int TIMEOUTS_OVER = 3;

    /** What the answer takes to come back, with a busy collector on either side. */
    private static final int GRACE_MS = 2_000;

    public MeshPlan {
        require("count", count, 1, COUNT_MAX);
        require("timeoutMs", timeoutMs, TIMEOUT_MIN_MS, TIMEOUT_MAX_MS);
        require("media", media.size(), 1, Medium.values().length);
        require("targets", targets.size(), 0, NODES_MAX);
        media = Set.copyOf(media);
        targets = List.copyOf(targets);
    }

    /** The ways from one node to all others, beginning with the one next to it, so that not all ask the same at once. */
    List<MeshWay> ways(String from) {
        var names = targets.stream().map(MeshTarget::node).sorted().toList();
        var ring = Stream.concat(
                names.stream().filter(name -> name.compareTo(from) > 0),
                names.stream().filter(name -> name.compareTo(from) < 0));
        return ring.flatMap(
                        name -> targets.stream().filter(target -> target.node().equals(name)))
                .flatMap(target -> ways(target).stream())
                .toList();
    }

    private List<MeshWay> ways(MeshTarget target) {
        var ways = new ArrayList<MeshWay>();
        if (media.contains(Medium.TCP)) {
            target.listeners()
                    .forEach(listener -> ways.add(new MeshWay(
                            target.node(),
                            Medium.TCP,
                            listener.name(),
                            listener.endpoint().authority())));
        }
        if (media.contains(Medium.BUS)) {
            ways.add(new MeshWay(target.node(), Medium.BUS, "", Addresses.nodeEcho(target.node())));
        }
        return ways;
    }

    /** The listener that a way leads to. */
    ListenerConfig listener(MeshWay way) {
        return targets.stream()
                .filter(target -> target.node().equals(way.to()))
                .flatMap(target -> target.listeners().stream())
                .filter(listener -> listener.name().equals(way.listener()))
                .findFirst()
                .orElseThrow();
    }

    /** How long after its begin the last message of a way may be sent. */
    int wayBudgetMs() {
        return TIMEOUTS_MAX * timeoutMs + MESSAGE_MS * count;
    }

    /** How long after its begin a node may begin with the last way. */
    int budgetMs(String from) {
        int rounds = (ways(from).size() + AT_ONCE - 1) / AT_ONCE;
        return (int) Math.min(BUDGET_MAX_MS, (long) rounds * wayBudgetMs());
    }

    /** How long the answer of the node that probes may be waited for. */
    int answerTimeoutMs(String from) {
        return budgetMs(from) + TIMEOUTS_OVER * timeoutMs + GRACE_MS;
    }

    /** After how long without an answer a node is asked for it again: what a dead way takes, and so most probes less. */
    int askAgainMs() {
        return FAILURES_IN_A_ROW_MAX * timeoutMs;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("count", count)
                .put("timeoutMs", timeoutMs)
                .put(
                        "media",
                        new JsonArray(
                                media.stream().map(Medium::toString).sorted().toList()))
                .put(
                        "targets",
                        new JsonArray(targets.stream().map(MeshTarget::toJson).toList()));
    }

    /** @throws ClassCastException or IllegalArgumentException when it is none, or out of bounds */
    static MeshPlan of(JsonObject json) {
        JsonArray targets = json.getJsonArray("targets", new JsonArray());
        require("targets", targets.size(), 0, NODES_MAX);
        var media = EnumSet.noneOf(Medium.class);
        json.getJsonArray("media", new JsonArray()).forEach(word -> media.add(Medium.of((String) word)));
        return new MeshPlan(
                json.getInteger("count", 0),
                json.getInteger("timeoutMs", 0),
                media,
                targets.stream()
                        .map(target -> MeshTarget.of((JsonObject) target))
                        .toList());
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": expected " + min + ".." + max + ", found " + value);
        }
    }
}
