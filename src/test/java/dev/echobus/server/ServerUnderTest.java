package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.OwnConnections;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.TestConfigs;
import dev.echobus.metric.ClientSnapshot;
import dev.echobus.metric.ClusterSnapshot;
import dev.echobus.metric.GatewaySnapshot;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.metric.ProcessSnapshot;
import dev.echobus.metric.TraceSnapshot;
import dev.echobus.server.rate.NodeRates;
import dev.echobus.wire.GuardedTransport;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A deployed server on a free port, with a Vertx of its own and every event that it published. */
final class ServerUnderTest implements AutoCloseable {

    final Vertx vertx;
    final ServerStats stats;
    final LiveConfig live;
    final NodeBuffers buffers;

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final List<EchoServerVerticle> verticles = new CopyOnWriteArrayList<>();
    private final String deploymentId;

    private ServerUnderTest(Loop loop, int instances, String... settings) {
        String[] all = Stream.concat(Stream.of("server.host=127.0.0.1", "server.port=0"), Stream.of(settings))
                .toArray(String[]::new);
        live = new LiveConfig(TestConfigs.of(all));
        stats = new ServerStats(live.listeners());
        buffers = new NodeBuffers(live);
        var ownConnections = new OwnConnections();
        var admission = new Admission(live, stats, new Placement(ownConnections));
        vertx = Vertx.builder()
                .withTransport(GuardedTransport.of(loop.transport(), admission))
                .build();
        vertx.eventBus().<JsonObject>consumer(Addresses.SERVER_CONNECTION, message -> events.add(message.body()));
        var context = new ServerContext(
                "node1",
                live,
                vertx.eventBus(),
                stats,
                ownConnections,
                admission,
                new NodeRates(),
                buffers,
                Tracing.OFF);
        deploymentId = Await.result(vertx.deployVerticle(
                () -> {
                    var verticle = new EchoServerVerticle(context, EchoServerVerticle.Share.EVERYBODY);
                    verticles.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(instances)));
    }

    static ServerUnderTest start(Loop loop, String... settings) {
        return new ServerUnderTest(loop, 1, settings);
    }

    static ServerUnderTest start(int instances, String... settings) {
        return new ServerUnderTest(Loop.EPOLL, instances, settings);
    }

    static ServerUnderTest start(String... settings) {
        return start(Loop.EPOLL, settings);
    }

    /** Where {@code echo} listens. */
    int port() {
        return listeners().get(0).endpoint().port();
    }

    /** What it listens with, the ports known. */
    List<ListenerConfig> listeners() {
        return verticles.get(0).listeners();
    }

    /** Its part on each event loop that it has one on. */
    List<EchoServerVerticle> verticles() {
        return verticles;
    }

    /** Connections to {@code echo} that ended so. */
    long ended(CloseCode code) {
        return stats.of(listeners().get(0)).endedBy(code);
    }

    Client connect() {
        return Client.to(port());
    }

    /** The next event on a connection of this server, which must be of this kind. */
    JsonObject event(String kind) {
        try {
            JsonObject event = events.poll(30, TimeUnit.SECONDS);
            if (event == null || !kind.equals(event.getString("event"))) {
                throw new AssertionError("expected the event " + kind + ", found " + event);
            }
            return event;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Why the next connection of those to be closed was closed; passes over other events. */
    String reasonOfNextClosed() {
        try {
            JsonObject event = events.poll(30, TimeUnit.SECONDS);
            while (event != null && !"closed".equals(event.getString("event"))) {
                event = events.poll(30, TimeUnit.SECONDS);
            }
            return event == null ? "none was closed" : event.getString("reason");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    long total(String name) {
        return numbers().getLong(name);
    }

    /** All numbers of the server, those of each listener in {@code listeners}. */
    JsonObject numbers() {
        return new NodeSnapshot(
                        stats.snapshot(),
                        ClientSnapshot.NONE,
                        ClusterSnapshot.NONE,
                        GatewaySnapshot.NONE,
                        TraceSnapshot.NONE,
                        ProcessSnapshot.NONE)
                .toJson();
    }

    Future<Void> undeploy() {
        return vertx.undeploy(deploymentId);
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
