package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.config.ListenerConfig;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.wire.EventLoops;
import dev.echobus.wire.LoopRelief;
import dev.echobus.wire.VertxSockets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's part of the server: accepts connections of every listener, in turn with the other instances or that of
 * the client on its loop alone, and holds them for their whole life. Its memory is its connections, each of them bounded.
 */
public final class EchoServerVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(EchoServerVerticle.class);

    /** Often enough that time limits are kept to a quarter of a second; 18,000 idle connections cost 1 % of a core. */
    private static final long SWEEP_INTERVAL_MS = 250;

    /** Whose connections it takes. */
    public enum Share {
        /** Anybody's, in turn with the others of this share. */
        EVERYBODY,
        /** Those of this node's own client on its event loop. */
        OWN_CLIENT
    }

    private final ServerContext node;
    private final Share share;
    private final LoopConnections connections;

    private List<TcpListener> listeners = List.of();
    private @Nullable LoopRelief relief;

    /** One loop's part of a node's server. */
    public EchoServerVerticle(ServerContext node, Share share) {
        this.node = node;
        this.share = share;
        connections = new LoopConnections(node);
    }

    /** Listens. Fails with a {@link ListenException} when an address cannot be had, and then listens nowhere. */
    @Override
    public Future<?> start() {
        var sweep = new Sweep(vertx, connections.open());
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> {
            updateRates(System.nanoTime());
            connections.updateWatching();
            sweep.begin();
            node.buffers().observe(System.nanoTime());
        });
        var budget = node.buffers().budget();
        var itsRelief = new LoopRelief(budget, task -> context.runOnContext(turn -> task.run()), connections::holders);
        relief = itsRelief;
        budget.onExcess(itsRelief);
        updateRates(System.nanoTime());
        connections.updateWatching();
        vertx.eventBus().consumer(Addresses.BROADCAST, this::broadcast);
        listeners = node.live().listeners().stream()
                .map(listener -> new TcpListener(node, listener, connections, vertx))
                .toList();
        return Future.join(listeners.stream().map(TcpListener::listen).toList()).onSuccess(listening -> takePlace());
    }

    private void takePlace() {
        Placement placement = node.admission().placement();
        if (share == Share.OWN_CLIENT) {
            placement.addBesideClient(context);
        } else {
            placement.addServer(context);
        }
    }

    /** Stops accepting and drains: done when every connection has ended, at {@code server.drainTimeoutMs} at the latest. */
    @Override
    public Future<?> stop() {
        int timeoutMs = node.live().limits().drainTimeoutMs();
        new Drain(vertx, connections, timeoutMs).begin();
        return node.admission()
                .stopAccepting()
                .compose(stopped -> Future.join(listeners.stream()
                        .map(listener -> listener.shutdown(timeoutMs))
                        .toList()))
                .eventually(this::closeTheRest);
    }

    /** Vert.x has closed them all by then, and does not wait until they are; who counts them must. */
    private Future<Void> closeTheRest() {
        if (relief != null) {
            node.buffers().budget().forget(relief);
        }
        return connections.endAll(CloseReason.of(CloseCode.DRAIN_TIMEOUT));
    }

    /** What it listens with, ports that were free filled in. Any thread, once deployed. */
    public List<ListenerConfig> listeners() {
        return listeners.stream().map(TcpListener::bound).toList();
    }

    /** Its connections as they are. Any thread; told on the event loop of who asks. */
    public Future<List<ConnectionSnapshot>> connections() {
        return onLoop(() -> {
            long now = System.nanoTime();
            return connections.open().stream()
                    .map(connection -> connection.snapshot(now))
                    .toList();
        });
    }

    /** How many there are, and of which event loop. Any thread; told on that of who asks. */
    public Future<LoopSnapshot> loop() {
        return onLoop(() -> new LoopSnapshot(
                Thread.currentThread().getName(), connections.open().size()));
    }

    /** Ends a connection once it has what it is owed; false when there is none of this id here. Any thread. */
    public Future<Boolean> endConnection(String id) {
        return onLoop(() -> connections.open().stream()
                .filter(connection -> connection.id().equals(id))
                .findFirst()
                .map(connection -> {
                    connection.end(CloseReason.of(CloseCode.CLOSED_BY_OPERATOR));
                    return true;
                })
                .orElse(false));
    }

    /** Done on this loop, and told of on that of who asks: what is made of it there must not keep connections waiting. */
    private <T> Future<T> onLoop(Supplier<T> task) {
        Promise<T> told = EventLoops.promiseHere(vertx);
        context.runOnContext(onLoop -> told.complete(task.get()));
        return told.future();
    }

    private void updateRates(long nowNanos) {
        if (connections.updateRates(nowNanos)) {
            turnRates();
        }
    }

    private void turnRates() {
        LoopRates rates = connections.rates();
        rates.turn(System.nanoTime());
        if (rates.isOn()) {
            vertx.setTimer(LoopRates.TURN_MS, timer -> turnRates());
        }
    }

    private void broadcast(Message<Object> message) {
        Buffer bytes = BusBody.bytes(message.body()).orElse(null);
        if (bytes == null) {
            log.warn("dropped a broadcast: {}", BusBody.EXPECTED);
            return;
        }
        long skipped = connections.broadcast(VertxSockets.bytesOf(bytes));
        if (skipped > 0) {
            log.warn("a broadcast of {} bytes did not reach {} connections that do not read", bytes.length(), skipped);
        }
    }
}
