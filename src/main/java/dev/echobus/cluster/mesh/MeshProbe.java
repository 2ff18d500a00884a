package dev.echobus.cluster.mesh;

import dev.echobus.config.ListenerConfig;
import dev.echobus.dialogue.EchoFailure.Kind;
import dev.echobus.dialogue.EchoSeries;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks every node of a plan for echoes, by every way to it, {@link MeshPlan#AT_ONCE} ways at once. On one event loop; no
 * way is begun when the plan's time is over.
 */
final class MeshProbe {

    /** The messages are short; this is what a prefix adds, and as much again. */
    private static final int MESSAGE_MAX_BYTES = 65_536;

    private final Vertx vertx;
    private final MeshPlan plan;
    private final int budgetMs;
    private final Deque<MeshWay> waiting;
    private final List<MeshLeg> legs = new ArrayList<>();
    private final Set<EchoSeries> overTcp = new HashSet<>();
    private final Promise<List<MeshLeg>> done = Promise.promise();
    private final long startNanos = System.nanoTime();

    private int running;

    /** @param self the node that asks */
    MeshProbe(Vertx vertx, String self, MeshPlan plan) {
        this.vertx = vertx;
        this.plan = plan;
        budgetMs = plan.budgetMs(self);
        waiting = new ArrayDeque<>(plan.ways(self));
    }

    /** Never fails: what a leg failed by is part of it. */
    Future<List<MeshLeg>> run() {
        for (int i = 0; i < MeshPlan.AT_ONCE; i++) {
            next();
        }
        return done.future();
    }

    /** Ends what runs, and begins nothing more. On the event loop. */
    void stop() {
        waiting.clear();
        overTcp.forEach(EchoSeries::stop);
    }

    private void next() {
        MeshWay way = waiting.poll();
        if (way == null) {
            if (running == 0) {
                done.tryComplete(legs);
            }
            return;
        }
        running++;
        Future.<Void>succeededFuture()
                .compose(begun -> leg(way))
                .onComplete(
                        this::ended,
                        defect -> ended(MeshLeg.failed(
                                way, plan.count(), MeshFailure.of(Kind.OTHER, String.valueOf(defect.getMessage())))));
    }

    private void ended(MeshLeg leg) {
        running--;
        legs.add(leg);
        next();
    }

    private Future<MeshLeg> leg(MeshWay way) {
        long leftMs = budgetMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        if (leftMs <= 0) {
            var late = MeshFailure.of(Kind.OUT_OF_TIME, "not begun in " + budgetMs + " ms");
            return vertx.timer(1).map(due -> MeshLeg.failed(way, plan.count(), late));
        }
        int wayMs = (int) Math.min(leftMs, plan.wayBudgetMs());
        return way.medium() == Medium.BUS ? new BusSeries(vertx, way, plan, wayMs).run() : overTcp(way, wayMs);
    }

    private Future<MeshLeg> overTcp(MeshWay way, int wayMs) {
        ListenerConfig listener = plan.listener(way);
        var series = new EchoSeries.Plan(
                EchoSeries.Payloads.labelled("mesh"),
                plan.count(),
                plan.timeoutMs(),
                MeshPlan.FAILURES_IN_A_ROW_MAX,
                wayMs);
        var asked = new EchoSeries(vertx, listener, MESSAGE_MAX_BYTES, series);
        overTcp.add(asked);
        return asked.run(listener.endpoint())
                .onComplete(ended -> overTcp.remove(asked))
                .map(outcome -> MeshLeg.of(
                        way, plan.count(), outcome.nanos(), outcome.failure().map(MeshFailure::of)));
    }
}
