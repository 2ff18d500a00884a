package dev.echobus.cluster;

import dev.echobus.bus.Addresses;
import dev.echobus.cluster.RouteAudit.Result;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's routes true: looks its routes up again, registers anew what the cluster has lost of it, and audits what
 * it and the others send by, on a timer. The node is ready while it reaches the others and they reach it. Any thread; one
 * round at a time.
 */
public final class RouteKeeper {

    /** How long a node may take to be seen by the others before its start counts as failed. */
    static final int SEEN_TIMEOUT_MS = 30_000;

    private static final int SEEN_PERIOD_MS = 100;

    /** More of them say no more about what is wrong. */
    private static final int ABSENT_MAX = 64;

    private static final Logger log = LoggerFactory.getLogger(RouteKeeper.class);

    private final Vertx vertx;
    private final String node;
    private final RoutedClusterManager manager;
    private final RouteAudit audit;
    private final Supplier<List<Absence>> absences;
    private final ConcurrentLinkedQueue<MessageConsumer<JsonObject>> consumers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isRunning = new AtomicBoolean();

    private volatile long timer = -1;
    private volatile List<RouteFinding> objections = List.of();

    /** @param absences where the cluster should have members, and has none */
    RouteKeeper(Vertx vertx, RoutedClusterManager manager, RouteAudit audit, Supplier<List<Absence>> absences) {
        this.vertx = vertx;
        node = audit.self();
        this.manager = manager;
        this.audit = audit;
        this.absences = absences;
    }

    /**
     * Answers audits, and waits until the other nodes send to this one: its consumers must be registered already.
     *
     * @param intervalMs how often to look after the routes from then on; 0 for never
     * @return fails after {@link #SEEN_TIMEOUT_MS} with what is wrong
     */
    Future<Void> start(int intervalMs) {
        consumers.add(vertx.eventBus().consumer(Addresses.nodeRoutes(node), this::reply));
        consumers.add(vertx.eventBus().consumer(Addresses.SERVICE_AUDIT, this::replyAudit));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .compose(registered -> awaitSeen())
                .onSuccess(seen -> {
                    if (intervalMs > 0) {
                        timer = vertx.setPeriodic(intervalMs, due -> keep());
                    }
                });
    }

    /** True while no audit has found this node cut off, twice within a moment. */
    public boolean isReady() {
        return objections.isEmpty();
    }

    /** Takes the consumers away and waits until no node of the cluster knows them any more. Idempotent. */
    public Future<?> leave() {
        vertx.cancelTimer(timer);
        return Future.all(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    /** Waits until the others send to what is registered here; fails after {@link #SEEN_TIMEOUT_MS}. */
    Future<Void> awaitSeen() {
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
        if (!isRunning.compareAndSet(false, true)) {
            return;
        }
        manager.refreshRoutes();
        var repairs = manager.addresses().stream().map(this::repair).toList();
        Future.join(repairs)
                .otherwiseEmpty()
                .compose(repaired -> audit.run())
                .onSuccess(result -> judge(concerning(result)))
                .onFailure(failure -> log.warn("the routes could not be audited: {}", Causes.describe(failure)))
                .onComplete(done -> isRunning.set(false));
    }

    private Future<Integer> repair(String address) {
        return manager.repair(address)
                .onSuccess(count -> {
                    if (count > 0) {
                        log.warn("registered anew, the cluster had lost it: {} ({})", address, count);
                    }
                })
                .onFailure(failure -> log.warn("registering {} anew: {}", address, Causes.describe(failure)));
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

    /** Between two other nodes there is nothing that this one could mend. */
    private List<RouteFinding> concerning(Result result) {
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
                .filter(route -> Addresses.isService(route.getKey()))
                .forEach(route -> routes.put(route.getKey(), names(route)));
        var addresses =
                manager.addresses().stream().filter(Addresses::isService).collect(Collectors.toSet());
        message.reply(new RouteReport(node, addresses, routes).toJson());
    }

    private static Set<String> names(Map.Entry<String, Set<String>> route) {
        return route.getValue().stream().map(Membership::nameOf).collect(Collectors.toSet());
    }

    private JsonArray absent() {
        return new JsonArray(
                absences.get().stream().limit(ABSENT_MAX).map(Absence::toJson).toList());
    }

    private void replyAudit(Message<JsonObject> message) {
        audit.run()
                .onSuccess(result -> message.reply(new JsonObject()
                        .put("node", node)
                        .mergeIn(result.toJson())
                        .put("absent", absent())))
                .onFailure(failure -> message.fail(-1, Causes.describe(failure)));
    }
}
