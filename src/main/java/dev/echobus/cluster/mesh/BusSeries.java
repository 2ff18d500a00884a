package dev.echobus.cluster.mesh;

import dev.echobus.dialogue.EchoFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks another node for echoes over the bus, one after the other. On one event loop. */
final class BusSeries {

    private final Vertx vertx;
    private final MeshWay way;
    private final MeshPlan plan;
    private final int budgetMs;
    private final String label = "mesh-" + UUID.randomUUID();
    private final Promise<MeshLeg> leg = Promise.promise();
    private final List<Long> nanos = new ArrayList<>();
    private final long startNanos = System.nanoTime();

    private int sent;
    private int failuresInARow;
    private @Nullable MeshFailure failure;

    /** @param budgetMs no message is sent later than this after the first */
    BusSeries(Vertx vertx, MeshWay way, MeshPlan plan, int budgetMs) {
        this.vertx = vertx;
        this.way = way;
        this.plan = plan;
        this.budgetMs = budgetMs;
    }

    /** Never fails. */
    Future<MeshLeg> run() {
        Context context = vertx.getOrCreateContext();
        context.runOnContext(onLoop -> next());
        return leg.future();
    }

    private void next() {
        if (sent == plan.count() || failuresInARow == MeshPlan.FAILURES_IN_A_ROW_MAX) {
            finish();
        } else if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(budgetMs)) {
            if (failure == null) {
                failure = MeshFailure.of(Kind.OUT_OF_TIME, "only " + sent + " sent in " + budgetMs + " ms");
            }
            finish();
        } else {
            send();
        }
    }

    private void send() {
        var payload = Buffer.buffer(label + "-" + sent);
        sent++;
        long sentNanos = System.nanoTime();
        vertx.eventBus()
                .request(way.destination(), payload, new DeliveryOptions().setSendTimeout(plan.timeoutMs()))
                .onComplete(
                        reply -> {
                            if (!payload.equals(reply.body())) {
                                failure = MeshFailure.of(Kind.WRONG_BYTES, "the reply is not what was sent");
                                finish();
                                return;
                            }
                            nanos.add(System.nanoTime() - sentNanos);
                            failuresInARow = 0;
                            next();
                        },
                        this::failed);
    }

    private void failed(Throwable cause) {
        failure = cause instanceof ReplyException refused
                ? MeshFailure.of(refused)
                : MeshFailure.of(Kind.OTHER, String.valueOf(cause.getMessage()));
        failuresInARow++;
        next();
    }

    private void finish() {
        leg.tryComplete(MeshLeg.of(way, plan.count(), nanos, Optional.ofNullable(failure)));
    }
}
