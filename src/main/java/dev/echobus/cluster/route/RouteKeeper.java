package dev.echobus.cluster.route;

import dev.echobus.cluster.route.RouteFinding.Kind;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a member's routes true: looks its routes up again, registers anew what the cluster has lost of it, and audits what
 * it and the others send by, on a timer or when asked. It is ready while it reaches the others and they reach it. Any
 * thread; one round of the timer at a time, two small requests to each member in a round at the most.
 *
 * <p>Every program of a cluster that does this takes part; what others consume is unknown, and held against nobody.
 */
public final class RouteKeeper {

    /** How long a member may take to be seen by the others before its start counts as failed. */
    static final int SEEN_TIMEOUT_MS = 30_000;

    private static final int SEEN_PERIOD_MS = 100;

    private static final Logger log = LoggerFactory.getLogger(RouteKeeper.class);

    private final Vertx vertx;
    private final RoutedClusterManager manager;
    private final AuditScope scope;
    private final String node;
    private final RouteAudit audit;
    private final AtomicBoolean isRunning = new AtomicBoolean();

    private volatile @Nullable MessageConsumer<JsonObject> consumer;
    private volatile long timer = -1;
    private volatile List<RouteFinding> objections = List.of();

    private RouteKeeper(Vertx vertx, RoutedClusterManager manager, AuditScope scope) {
        this.vertx = vertx;
        this.manager = manager;
        this.scope = scope;
        node = scope.nameOf(manager.getNodeId());
        audit = new RouteAudit(vertx, node, scope);
    }

    /** One that audits all members and all addresses, and calls members by Vert.x's ids of them. */
    public static RouteKeeper of(Vertx vertx, RoutedClusterManager manager) {
        return of(vertx, manager, new WholeBus(manager));
    }

    /**
     * One that audits what the scope says.
     *
     * @param vertx was built with the manager, and has joined
     */
    public static RouteKeeper of(Vertx vertx, RoutedClusterManager manager, AuditScope scope) {
        return new RouteKeeper(vertx, manager, scope);
    }

    /**
     * Answers the others' audits, and waits until they send to this member: its consumers must be registered already.
     *
     * @param intervalMs how often to look after the routes from then on; 0 for never
     * @return fails after {@link #SEEN_TIMEOUT_MS} with a {@link TimeoutException} that says what is wrong, or when the
     *     answering could not be registered
     */
    public Future<Void> start(int intervalMs) {
        MessageConsumer<JsonObject> answering = vertx.eventBus().consumer(scope.reportAddress(node), this::reply);
        consumer = answering;
        return answering.completion().compose(registered -> awaitSeen()).onSuccess(seen -> {
            if (intervalMs > 0) {
                timer = vertx.setPeriodic(intervalMs, due -> keep());
            }
        });
    }

    /** What this member is called in findings. */
    public String name() {
        return node;
    }

    /** True while no round of the timer has found this member cut off, twice within a moment. */
    public boolean isReady() {
        return objections.isEmpty();
    }

    /**
     * Asks every member what it consumes and where it sends to, and tells what does not fit; changes nothing. A member
     * that does not answer is a finding, not a failure.
     */
    public Future<AuditResult> audit() {
        return audit.run();
    }

    /**
     * Looks this member's routes up again, registers anew what the cluster has lost of it, takes away what the cluster has
     * of it and is not there, and audits then: what is still wrong is for others to repair. What cannot be repaired is
     * logged.
     */
    public Future<AuditResult> repair() {
        manager.refreshRoutes();
        return repair(manager.addresses()).compose(repaired -> audit.run()).compose(result -> {
            var ghosts = result.findings().stream()
                    .filter(finding ->
                            finding.kind() == Kind.STALE && finding.to().equals(node))
                    .map(RouteFinding::address)
                    .collect(Collectors.toSet());
            return ghosts.isEmpty()
                    ? Future.succeededFuture(result)
                    : repair(ghosts).compose(repaired -> audit.run());
        });
    }

    /** No longer answers audits, and waits until no member knows that this one did. Idempotent. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        var answering = consumer;
        return answering == null ? Future.succeededFuture() : answering.unregister();
    }

    /**
     * Waits until the others send to what is registered here.
     *
     * @return fails after {@link #SEEN_TIMEOUT_MS} with a {@link TimeoutException} that says what is wrong
     */
    public Future<Void> awaitSeen() {
        return awaitSeen(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SEEN_TIMEOUT_MS), List.of());
    }

    /** @param before what was wrong a moment ago: what still is, is worth a line */
    private Future<Void> awaitSeen(long deadlineNanos, List<RouteFinding> before) {
        return audit.runOnce().compose(result -> {
            var wrong = concerning(result);
            if (wrong.isEmpty()) {
                return Future.succeededFuture();
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                return Future.failedFuture(
                        new TimeoutException("not seen by the cluster in " + SEEN_TIMEOUT_MS + " ms: " + text(wrong)));
            }
            if (wrong.equals(before)) {
                log.info("waiting until the others send here: {}", text(wrong));
            }
            return vertx.timer(SEEN_PERIOD_MS, TimeUnit.MILLISECONDS).compose(due -> awaitSeen(deadlineNanos, wrong));
        });
    }

    private void keep() {
        if (isRunning.compareAndSet(false, true)) {
            repair().onSuccess(result -> judge(concerning(result)))
                    .onFailure(failure -> log.warn("the routes could not be audited: {}", Causes.describe(failure)))
                    .onComplete(done -> isRunning.set(false));
        }
    }

    /** Each address for itself: what fails is logged. */
    private Future<?> repair(Collection<String> addresses) {
        return Future.join(addresses.stream().map(this::repair).toList()).otherwiseEmpty();
    }

    private Future<?> repair(String address) {
        return manager.repair(address)
                .onSuccess(repair -> {
                    if (!repair.isNone()) {
                        log.warn(
                                "the cluster was wrong of {} here: {} consumers registered anew, {} taken away",
                                address,
                                repair.registered(),
                                repair.removed());
                    }
                })
                .onFailure(failure -> log.warn("repairing {} in the cluster: {}", address, Causes.describe(failure)));
    }

    private void judge(List<RouteFinding> wrong) {
        if (!wrong.equals(objections)) {
            if (wrong.isEmpty()) {
                log.info("ready again: the routes of all nodes are true");
            } else {
                log.warn("not ready: {}", text(wrong));
            }
            objections = wrong;
        }
    }

    /** Between two other members there is nothing that this one could mend. */
    private List<RouteFinding> concerning(AuditResult result) {
        return result.findings().stream()
                .filter(finding -> finding.from().equals(node) || finding.to().equals(node))
                .toList();
    }

    private static String text(List<RouteFinding> findings) {
        return findings.stream().map(RouteFinding::toString).collect(Collectors.joining("; "));
    }

    private void reply(Message<JsonObject> message) {
        var routes = new TreeMap<String, Set<String>>();
        manager.routes().entrySet().stream()
                .filter(route -> scope.isAudited(route.getKey()))
                .forEach(route -> routes.put(route.getKey(), names(route)));
        var addresses = manager.addresses().stream().filter(scope::isAudited).collect(Collectors.toSet());
        message.reply(RouteReport.bounded(node, addresses, routes).toJson());
    }

    private Set<String> names(Map.Entry<String, Set<String>> route) {
        return route.getValue().stream().map(scope::nameOf).collect(Collectors.toSet());
    }
}
