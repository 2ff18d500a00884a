package dev.echobus.cluster.mesh;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/**
 * Has every node of a cluster probe the others, all at once, and puts their answers together. Any thread; waits for each
 * no longer than the plan lets it probe.
 */
public final class MeshSurvey {

    /** A node that has just come or goes is asked again, and one whose answer was lost; one that probes for somebody else says so. */
    private static final int ATTEMPTS_MAX = 10;

    private final Vertx vertx;
    private final List<MeshNode> nodes;
    private final MeshPlan plan;
    private final String survey = UUID.randomUUID().toString();

    /** @param nodes those of the plan's targets */
    public MeshSurvey(Vertx vertx, List<MeshNode> nodes, MeshPlan plan) {
        this.vertx = vertx;
        this.nodes = List.copyOf(nodes);
        this.plan = plan;
    }

    /** Never fails: what a node does not tell is part of the report. */
    public Future<MeshReport> run() {
        var rows = nodes.stream().map(node -> row(node.name())).toList();
        return Future.join(rows)
                .map(all -> new MeshReport(
                        plan, nodes, rows.stream().map(Future::result).toList()));
    }

    private Future<MeshRow> row(String node) {
        int timeoutMs = plan.answerTimeoutMs(node);
        // Asked again it tells of the same probe. Answers get lost while a cluster heals, and a probe may take a
        // minute.
        var policy = new RetryPolicy(ATTEMPTS_MAX, plan.askAgainMs(), timeoutMs, true);
        return new RetryingRequest(vertx, policy)
                .<JsonObject>send(
                        Addresses.nodeMesh(node), plan.toJson().put(MeshPlan.SURVEY, survey), DeliveryOptions::new)
                .map(outcome -> row(node, outcome))
                .otherwise(failure -> MeshRow.unanswered(
                        node, plan, new MeshFailure(MeshFailure.NOT_PROBED, Causes.describe(failure))));
    }

    private MeshRow row(String node, Outcome<JsonObject> outcome) {
        if (outcome instanceof RetryingRequest.Replied<JsonObject> replied) {
            return MeshRow.answered(node, plan, replied.reply().body());
        }
        var failed = (RetryingRequest.Failed<JsonObject>) outcome;
        return MeshRow.unanswered(node, plan, MeshFailure.of(failed.failure()));
    }
}
