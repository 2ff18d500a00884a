package dev.echobus.cluster;

import dev.echobus.bus.Addresses;
import dev.echobus.cluster.RouteFinding.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
    private final Supplier<List<Member>> members;

    /**
     * @param self the name of the node that asks
     * @param members those of the cluster; others that are gone may be among them
     */
    RouteAudit(Vertx vertx, String self, Supplier<List<Member>> members) {
        this.vertx = vertx;
        this.self = self;
        this.members = members;
    }

    /** The name of the node that asks. */
    String self() {
        return self;
    }

    /**
     * What an audit found.
     *
     * @param nodes the names of the nodes that answered
     * @param addresses how many addresses they consume between them
     */
    record Result(Set<String> nodes, int addresses, List<RouteFinding> findings) {

        Result {
            nodes = Set.copyOf(nodes);
            findings = List.copyOf(findings);
        }

        private Result ofBoth(Result earlier) {
            return new Result(
                    nodes,
                    addresses,
                    findings.stream().filter(earlier.findings::contains).toList());
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("nodes", new JsonArray(List.copyOf(new TreeSet<>(nodes))))
                    .put("addresses", addresses)
                    .put(
                            "findings",
                            new JsonArray(
                                    findings.stream().map(RouteFinding::toJson).toList()));
        }
    }

    /** Audits; what is wrong is told only when it still is a moment later. */
    Future<Result> run() {
        return runOnce()
                .compose(first -> first.findings().isEmpty()
                        ? Future.succeededFuture(first)
                        : vertx.timer(AGAIN_AFTER_MS, TimeUnit.MILLISECONDS)
                                .compose(again -> runOnce())
                                .map(second -> second.ofBoth(first)));
    }

    /** Audits once: what is wrong may be a change that travels. */
    Future<Result> runOnce() {
        var present = members.get().stream()
                .filter(member -> member.state() == Member.State.UP)
                .toList();
        var unreachable = new ArrayList<RouteFinding>();
        var answers = present.stream()
                .filter(member -> member.kind() == Member.Kind.NODE)
                .map(member -> report(member.name()).otherwise(failure -> {
                    synchronized (unreachable) {
                        unreachable.add(new RouteFinding(Kind.UNREACHABLE, self, member.name(), ""));
                    }
                    return Optional.empty();
                }))
                .toList();
        var names = present.stream().map(Member::name).collect(Collectors.toSet());
        return Future.all(answers)
                .map(all -> result(
                        answers.stream()
                                .flatMap(answer -> answer.result().stream())
                                .toList(),
                        names,
                        unreachable));
    }

    private static Result result(List<RouteReport> reports, Set<String> members, List<RouteFinding> unreachable) {
        var findings = new ArrayList<>(unreachable);
        findings.addAll(new RouteComparison(reports, members).findings());
        var nodes = reports.stream().map(RouteReport::node).collect(Collectors.toSet());
        var addresses = new TreeSet<String>();
        reports.forEach(report -> addresses.addAll(report.consumes()));
        return new Result(nodes, addresses.size(), findings);
    }

    /** A node's report, or empty where nobody gives one: it starts, leaves, or is a program of another kind. */
    private Future<Optional<RouteReport>> report(String node) {
        return vertx.eventBus()
                .<JsonObject>request(
                        Addresses.nodeRoutes(node),
                        new JsonObject(),
                        new DeliveryOptions().setSendTimeout(ANSWER_TIMEOUT_MS))
                .map(answer -> Optional.of(RouteReport.of(answer.body())))
                .recover(failure ->
                        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(failure));
    }
}
