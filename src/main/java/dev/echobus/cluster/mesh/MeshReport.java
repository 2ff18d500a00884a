package dev.echobus.cluster.mesh;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all nodes of a cluster found of each other: a row for each, with a leg for each way to each other one.
 *
 * @param nodes by name
 * @param rows one for each node, in the same order
 */
public record MeshReport(MeshPlan plan, List<MeshNode> nodes, List<MeshRow> rows) {

    /** Grows with every change that a reader of the last version would trip over. */
    private static final int FORMAT_VERSION = 1;

    public MeshReport {
        nodes = List.copyOf(nodes);
        rows = List.copyOf(rows);
    }

    public Stream<MeshLeg> legs() {
        return rows.stream().flatMap(row -> row.legs().stream());
    }

    /** True when there was something to probe, and every message of every way was answered. */
    public boolean isWhole() {
        return legs().findAny().isPresent()
                && legs().allMatch(MeshLeg::isWhole)
                && nodes.stream().noneMatch(MeshNode::isSilent)
                && rows.stream().allMatch(row -> row.failure().isEmpty());
    }

    /** True when something came back that had not been sent. */
    public boolean hasWrongBytes() {
        return legs().flatMap(leg -> leg.failure().stream()).anyMatch(MeshFailure::isOfWrongBytes);
    }

    /** As {@code docs/mesh-report.schema.json} says. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("format", "echobus-mesh")
                .put("formatVersion", FORMAT_VERSION)
                .put("whole", isWhole())
                .put("count", plan.count())
                .put("timeoutMs", plan.timeoutMs())
                .put("media", plan.toJson().getJsonArray("media"))
                .put("nodes", new JsonArray(nodes.stream().map(MeshNode::toJson).toList()))
                .put("rows", new JsonArray(rows.stream().map(MeshRow::toJson).toList()));
    }
}
