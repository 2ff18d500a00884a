package dev.echobus.gateway;

import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.TestConfigs;
import dev.echobus.metric.GatewaySnapshot;
import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.MemoryLimit;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A deployed gateway on a free port, with a Vertx of its own. Everything at {@code open.**} is allowed to everybody. */
public final class GatewayUnderTest implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Wire wire;
    private final Vertx vertx;
    private final GatewayStats stats;
    private final List<GatewayVerticle> verticles = new ArrayList<>();
    private final String deployment;

    private GatewayUnderTest(Vertx vertx, Wire wire, long spareBytes, String... settings) {
        this.vertx = vertx;
        this.wire = wire;
        String[] all = Stream.concat(
                        Stream.of(
                                "gateway.enabled=true",
                                "gateway.port=0",
                                "gateway.webEnabled=true",
                                "gateway.webPort=0",
                                "gateway.rules.open.address=open.**",
                                "gateway.rules.open.send=true",
                                "gateway.rules.open.publish=true",
                                "gateway.rules.open.register=true"),
                        Stream.concat(wire.isSecured() ? GatewayTls.settings() : Stream.empty(), Stream.of(settings)))
                .toArray(String[]::new);
        EchobusConfig config = TestConfigs.of(all);
        stats = new GatewayStats(config.gateway(), spareBytes);
        try {
            var context = new GatewayContext(
                            config.gateway(),
                            config.server().limits(),
                            Permissions.of(config.gateway(), stats),
                            stats,
                            Tracing.OFF,
                            null)
                    .withTls();
            deployment = result(vertx.deployVerticle(
                    () -> {
                        var verticle = new GatewayVerticle(context);
                        verticles.add(verticle);
                        return verticle;
                    },
                    new DeploymentOptions().setInstances(config.gateway().instances())));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        } catch (UnusableFileException unusable) {
            throw new AssertionError(unusable);
        }
    }

    /** One whose clients come over TCP. */
    public static GatewayUnderTest start(String... settings) {
        return start(Wire.TCP, settings);
    }

    static GatewayUnderTest start(Wire wire, String... settings) {
        return new GatewayUnderTest(Vertx.vertx(), wire, MemoryLimit.spareBytes(), settings);
    }

    /** One of a node to whose connections no more memory is left than this. */
    static GatewayUnderTest startInLittleMemory(Wire wire, long spareBytes, String... settings) {
        return new GatewayUnderTest(Vertx.vertx(), wire, spareBytes, settings);
    }

    /** One whose sessions are all of one event loop, which serves the bus, too. */
    static GatewayUnderTest startOnOneLoop(Wire wire) {
        return new GatewayUnderTest(
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)), wire, MemoryLimit.spareBytes());
    }

    public int port() {
        return verticles.get(0).addresses().get(wire.isOfTcpPort() ? 0 : 1).port();
    }

    GatewayClient connect() {
        return GatewayClient.to(wire, port());
    }

    GatewayClient connectWithSmallBuffer() {
        return GatewayClient.withSmallBuffer(wire, port());
    }

    /** Runs it on an event loop. */
    void onLoop(Runnable task) {
        vertx.runOnContext(ignored -> task.run());
    }

    public EventBus bus() {
        return vertx.eventBus();
    }

    GatewaySnapshot numbers() {
        return stats.snapshot();
    }

    BufferBudget buffers() {
        return stats.buffers();
    }

    long errors(GatewayError error) {
        return numbers().errors().get(error.code());
    }

    public Future<Void> undeploy() {
        return vertx.undeploy(deployment);
    }

    public static <T> T result(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no result within " + PATIENCE, late);
        }
    }

    /** The failure of a request that must fail. */
    static ReplyException failure(Future<?> request) {
        try {
            throw new AssertionError("no failure, but " + result(request));
        } catch (ReplyException failure) {
            return failure;
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        result(vertx.close());
    }
}
