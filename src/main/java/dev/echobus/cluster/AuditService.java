package dev.echobus.cluster;

import dev.echobus.bus.Addresses;
import dev.echobus.cluster.route.RouteKeeper;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** Answers {@code echobus.service.audit}: what an audit finds, and where members are absent. Any thread. */
final class AuditService {

    /** More of them say no more about what is wrong. */
    private static final int ABSENT_MAX = 64;

    private final RouteKeeper routes;
    private final Supplier<List<Absence>> absences;
    private final MessageConsumer<JsonObject> consumer;

    /**
     * Answers from now on.
     *
     * @param absences where the cluster should have members, and has none
     */
    AuditService(Vertx vertx, RouteKeeper routes, Supplier<List<Absence>> absences) {
        this.routes = routes;
        this.absences = absences;
        consumer = vertx.eventBus().consumer(Addresses.SERVICE_AUDIT);
        consumer.handler(this::reply);
    }

    /** Done when the cluster knows of it. */
    Future<Void> registered() {
        return consumer.completion();
    }

    /** Done when the cluster has forgotten it. Idempotent. */
    Future<Void> stop() {
        return consumer.unregister();
    }

    private void reply(Message<JsonObject> message) {
        routes.audit()
                .onSuccess(result -> message.reply(new JsonObject()
                        .put("node", routes.name())
                        .mergeIn(result.toJson())
                        .put("absent", absent())))
                .onFailure(failure -> message.fail(-1, Causes.describe(failure)));
    }

    private JsonArray absent() {
        return new JsonArray(
                absences.get().stream().limit(ABSENT_MAX).map(Absence::toJson).toList());
    }
}
