package dev.echobus.cluster.route;

import dev.echobus.cluster.route.RouteFinding.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks every node, over the bus, what it consumes and where it sends to, and holds the answers against each other. Any
 * thread; one audit asks each node twice at the most, and waits {@link #ANSWER_TIMEOUT_MS} for each of the two rounds.
 */
final class RouteAudit {

    /** A node answers as soon as it has a processor, or its collector lets it. */
    static final int ANSWER_TIMEOUT_MS = 1_000;

    /** What is wrong only while a change travels is not wrong: it is looked for again after this. */
    static final int AGAIN_AFTER_MS = 300;

    private final Vertx vertx;
    private final String self;
    private final AuditScope scope;

    /** @param self the name of the node that asks */
    RouteAudit(Vertx vertx, String self, AuditScope scope) {
        this.vertx = vertx;
        this.self = self;
        this.scope = scope;
    }

    /** Audits; what is wrong is told only when it still is a moment later. */
    Future<AuditResult> run() {
        return runOnce()
                .compose(first -> first.findings().isEmpty()
                        ? Future.succeededFuture(first)
                        : vertx.timer(AGAIN_AFTER_MS, TimeUnit.MILLISECONDS)
                                .compose(again -> runOnce())
                                .map(second -> second.ofBoth(first)));
    }

    /** Audits once: what is wrong may be a change that travels. */
    Future<AuditResult> runOnce() {
        var unreachable = new ArrayList<RouteFinding>();
        var answers = scope.asked().stream()
                .sorted()
                .map(name -> report(name).otherwise(failure -> {
                    synchronized (unreachable) {
                        unreachable.add(new RouteFinding(Kind.UNREACHABLE, self, name, ""));
                    }
                    return Optional.empty();
                }))
                .toList();
        var members = scope.members();
        return Future.all(answers)
                .map(all -> result(
                        answers.stream()
                                .flatMap(answer -> answer.result().stream())
                                .toList(),
                        members,
                        unreachable));
    }

    private static AuditResult result(List<RouteReport> reports, Set<String> members, List<RouteFinding> unreachable) {
        var findings = new ArrayList<>(unreachable);
        findings.addAll(new RouteComparison(reports, members).findings());
        var nodes = reports.stream().map(RouteReport::node).collect(Collectors.toSet());
        var addresses = new TreeSet<String>();
        reports.forEach(report -> addresses.addAll(report.consumes()));
        return new AuditResult(nodes, addresses.size(), findings);
    }

    /** A node's report, or empty where nobody gives one: it starts, leaves, or is a program of another kind. */
    private Future<Optional<RouteReport>> report(String node) {
        return vertx.eventBus()
                .<JsonObject>request(
                        scope.reportAddress(node),
                        new JsonObject(),
                        new DeliveryOptions().setSendTimeout(ANSWER_TIMEOUT_MS))
                .map(answer -> Optional.of(RouteReport.of(answer.body())))
                .recover(failure ->
                        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(failure));
    }
}
