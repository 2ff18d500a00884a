package dev.echobus.runtime;

import dev.echobus.bus.trace.Tracing;
import dev.echobus.common.Causes;
import dev.echobus.config.LiveConfig;
import dev.echobus.gateway.GatewayAddress;
import dev.echobus.gateway.GatewayContext;
import dev.echobus.gateway.GatewayStats;
import dev.echobus.gateway.GatewayVerticle;
import dev.echobus.gateway.Permissions;
import dev.echobus.server.ServerContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node's gateway, if it has one: its verticles, and where they listen. Any thread; started and stopped once. */
final class Gateways {

    private final Vertx vertx;
    private final LoopPlan loops;
    private final LiveConfig live;
    private final Tracing tracing;
    private final GatewayStats stats;
    private final ConcurrentLinkedQueue<GatewayVerticle> verticles = new ConcurrentLinkedQueue<>();

    private volatile @Nullable String deployment;

    Gateways(Vertx vertx, LoopPlan loops, ServerContext node, GatewayStats stats) {
        this.vertx = vertx;
        this.loops = loops;
        live = node.live();
        tracing = node.tracing();
        this.stats = stats;
    }

    /** Starts them; fails with a {@link StartException} when the address, or a file of a token or of TLS, cannot be had. */
    Future<?> start() {
        var settings = live.snapshot().gateway();
        if (!settings.isAny()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> new GatewayContext(
                                settings, live.limits(), Permissions.of(settings, stats), stats, tracing, null)
                        .withTls())
                .compose(this::deploy)
                .onSuccess(deployed -> deployment = deployed)
                .recover(cause -> Future.failedFuture(new StartException(Causes.describe(cause))));
    }

    /** Where sessions connect to, a port that was free filled in; empty without a gateway. */
    List<GatewayAddress> addresses() {
        GatewayVerticle any = verticles.peek();
        return any == null ? List.of() : any.addresses();
    }

    /** Takes no more sessions, and ends those that there are. */
    Future<Void> stop() {
        String deployed = deployment;
        return deployed == null ? Future.succeededFuture() : vertx.undeploy(deployed);
    }

    private Future<String> deploy(GatewayContext context) {
        Supplier<GatewayVerticle> verticle = () -> {
            var next = new GatewayVerticle(context);
            verticles.add(next);
            return next;
        };
        loops.turnToRequests(vertx);
        return vertx.deployVerticle(
                verticle,
                new DeploymentOptions().setInstances(context.settings().instances()));
    }
}
