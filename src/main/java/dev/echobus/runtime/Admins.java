package dev.echobus.runtime;

import dev.echobus.admin.http.AdminContext;
import dev.echobus.admin.http.AdminNode;
import dev.echobus.admin.http.AdminVerticle;
import dev.echobus.common.Causes;
import dev.echobus.config.LiveConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's admin port, if it has one. Nothing of it is loaded where it has none. Any thread; started once. */
final class Admins {

    private final Vertx vertx;
    private final LoopPlan loops;
    private final LiveConfig live;

    private volatile @Nullable AdminVerticle verticle;
    private volatile @Nullable String deployment;

    Admins(Vertx vertx, LoopPlan loops, LiveConfig live) {
        this.vertx = vertx;
        this.loops = loops;
        this.live = live;
    }

    /** Starts it; fails with a {@link StartException} when the address, or a file of its token or TLS, cannot be had. */
    Future<?> start(AdminNode node) {
        var settings = live.snapshot().admin();
        if (!settings.enabled()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> AdminContext.of(settings, live.limits(), node))
                .compose(this::deploy)
                .onSuccess(deployed -> deployment = deployed)
                .recover(cause -> Future.failedFuture(new StartException(Causes.describe(cause))));
    }

    /** Where it listens, a port that was free filled in; empty without one. */
    Optional<String> url() {
        AdminVerticle started = verticle;
        return started == null || deployment == null ? Optional.empty() : Optional.of(started.url());
    }

    /** Answers no more. */
    Future<Void> stop() {
        String deployed = deployment;
        return deployed == null ? Future.succeededFuture() : vertx.undeploy(deployed);
    }

    private Future<String> deploy(AdminContext context) {
        var next = new AdminVerticle(context);
        verticle = next;
        loops.turnToAdmin(vertx);
        return vertx.deployVerticle(next);
    }
}
