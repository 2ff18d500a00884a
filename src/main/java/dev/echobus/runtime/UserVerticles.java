package dev.echobus.runtime;

import dev.echobus.admin.NodeInfo;
import dev.echobus.common.Causes;
import dev.echobus.config.RuntimeConfig;
import dev.echobus.config.VerticleSection;
import dev.echobus.wire.BlockedThreads;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.io.IOException;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticles that {@code runtime.verticles} names, of the user's own code: started one after the other, stopped in
 * reverse, each within a time of its own. Any thread; started and stopped once.
 */
final class UserVerticles {

    private static final Logger log = LoggerFactory.getLogger(UserVerticles.class);

    private final Vertx vertx;
    private final RuntimeConfig settings;
    private final ConcurrentLinkedDeque<Deployed> deployed = new ConcurrentLinkedDeque<>();

    private volatile @Nullable URLClassLoader classPath;
    private volatile boolean isAnyStuck;

    private record Deployed(NodeInfo.UserVerticle verticle, String id) {}

    UserVerticles(Vertx vertx, RuntimeConfig settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** Starts them; fails with a {@link StartException} that names the one that does not start, and why. */
    Future<?> start() {
        if (settings.verticles().isEmpty()) {
            return Future.succeededFuture();
        }
        BlockedThreads.tell(vertx, BlockedVerticles::warn);
        Future<?> started = OffLoop.of(vertx.executeBlocking(this::openClassPath));
        for (Map.Entry<String, VerticleSection> section : settings.verticles().entrySet()) {
            started = started.compose(before -> deploy(section.getKey(), section.getValue()));
        }
        return started;
    }

    /** Stops them, the last one first; what does not stop in time is told and left. Never fails. */
    Future<?> stop() {
        Future<?> stopped = Future.succeededFuture();
        for (var each = deployed.descendingIterator(); each.hasNext(); ) {
            Deployed next = each.next();
            stopped = stopped.compose(before -> undeploy(next));
        }
        return stopped.compose(all -> OffLoop.of(vertx.executeBlocking(this::closeClassPath)))
                .otherwise(failure -> {
                    log.warn("closing {}: {}", UserClassPath.NAME, Causes.describe(failure));
                    return null;
                });
    }

    /** Whether one did not stop in time, so that Vert.x may not either. */
    boolean isAnyStuck() {
        return isAnyStuck;
    }

    /** What is deployed, as the node tells of itself. */
    List<NodeInfo.UserVerticle> infos() {
        return deployed.stream().map(Deployed::verticle).toList();
    }

    private @Nullable Void openClassPath() throws StartException {
        var opened = UserClassPath.open(settings.classPath());
        classPath = opened;
        try {
            ServiceLoader.load(VerticleFactory.class, opened).stream()
                    // Vert.x has found those on our own class path.
                    .filter(found -> found.type().getClassLoader() != VerticleFactory.class.getClassLoader())
                    .map(ServiceLoader.Provider::get)
                    .forEach(vertx::registerVerticleFactory);
        } catch (ServiceConfigurationError | RuntimeException unusable) {
            throw new StartException(
                    UserClassPath.NAME + ": a VerticleFactory cannot be used: " + Causes.describe(unusable));
        }
        return null;
    }

    private @Nullable Void closeClassPath() throws IOException {
        var opened = classPath;
        if (opened != null) {
            opened.close();
        }
        return null;
    }

    private Future<?> deploy(String name, VerticleSection section) {
        var loader = new VerticleLoader(name, section.name(), Objects.requireNonNull(classPath));
        var options = new DeploymentOptions()
                .setInstances(section.instances())
                .setConfig(section.config().copy())
                .setClassLoader(loader);
        // On a worker thread: factories may compile, and constructors wait.
        Future<String> deployment =
                vertx.executeBlocking(() -> deploy(section.name(), options)).compose(deploying -> deploying);
        return OffLoop.within(settings.verticleStartTimeoutMs(), deployment)
                .onSuccess(id -> {
                    deployed.add(
                            new Deployed(new NodeInfo.UserVerticle(name, section.name(), section.instances()), id));
                    log.info("verticle {} is {}, instances: {}", name, section.name(), section.instances());
                })
                .recover(failure -> {
                    log.debug("verticle {}", name, failure);
                    String why = deployment.isComplete()
                            ? VerticleFailures.describe(failure, loader, settings.classPath())
                            : "it did not start within %d ms (runtime.verticleStartTimeoutMs)"
                                    .formatted(settings.verticleStartTimeoutMs());
                    return Future.failedFuture(new StartException("cannot start " + loader.describe() + ": " + why));
                });
    }

    private Future<String> deploy(String what, DeploymentOptions options) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Engines of scripting languages look for classes by it.
        thread.setContextClassLoader(options.getClassLoader());
        try {
            return vertx.deployVerticle(what, options);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Future<?> undeploy(Deployed verticle) {
        Future<Void> stopping = vertx.undeploy(verticle.id());
        return OffLoop.within(settings.verticleStopTimeoutMs(), stopping).otherwise(failure -> {
            if (stopping.isComplete()) {
                log.warn("stopping verticle {}: {}", verticle.verticle().name(), Causes.describe(failure));
            } else {
                isAnyStuck = true;
                log.warn(
                        "verticle {} did not stop within {} ms (runtime.verticleStopTimeoutMs), it is left",
                        verticle.verticle().name(),
                        settings.verticleStopTimeoutMs());
            }
            return null;
        });
    }
}
