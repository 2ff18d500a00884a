package dev.echobus.cluster.mesh;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one node found.
 *
 * @param node its name
 * @param legs by the other node's name
 * @param failure why the node gave no answer, where it gave none; its legs are those that it should have told of
 */
public record MeshRow(String node, List<MeshLeg> legs, Optional<MeshFailure> failure) {

    public MeshRow {
        legs = List.copyOf(legs);
    }

    /** The row of a node that did not answer. */
    static MeshRow unanswered(String node, MeshPlan plan, MeshFailure why) {
        return new MeshRow(node, complete(node, plan, List.of()), Optional.of(why));
    }

    /**
     * A node's answer, held against what it was asked: what it says nothing of, it has not probed.
     *
     * @throws ClassCastException or IllegalArgumentException when it is none
     */
    static MeshRow answered(String node, MeshPlan plan, JsonObject answer) {
        var legs = answer.getJsonArray("legs", new JsonArray()).stream()
                .map(leg -> MeshLeg.of((JsonObject) leg))
                .toList();
        return new MeshRow(node, complete(node, plan, legs), Optional.empty());
    }

    private static List<MeshLeg> complete(String node, MeshPlan plan, List<MeshLeg> legs) {
        Map<MeshWay, MeshLeg> found =
                legs.stream().collect(Collectors.toMap(MeshLeg::way, Function.identity(), (first, again) -> first));
        return plan.ways(node).stream()
                .sorted(Comparator.comparing(MeshWay::to))
                .map(way -> Optional.ofNullable(found.get(way))
                        .filter(leg -> leg.count() == plan.count())
                        .orElseGet(() -> MeshLeg.failed(way, plan.count(), notProbed(node))))
                .toList();
    }

    private static MeshFailure notProbed(String node) {
        return new MeshFailure(MeshFailure.NOT_PROBED, node + " told nothing of it");
    }

    JsonObject toJson() {
        var json = new JsonObject()
                .put("node", node)
                .put("legs", new JsonArray(legs.stream().map(MeshLeg::toJson).toList()));
        failure.ifPresent(why -> json.put("failure", why.toJson()));
        return json;
    }
}
