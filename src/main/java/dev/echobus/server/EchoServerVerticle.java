package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.config.ResponderKind;
import dev.echobus.responder.BusResponder;
import dev.echobus.responder.EchoResponder;
import dev.echobus.responder.Responder;
import dev.echobus.server.ServerConnection.Origin;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.server.rate.LoopRates.Limits;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireOptions;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections on one event loop and holds them for their whole life. Instances of one node share the listening
 * port; accepted sockets go round robin over them. Its memory is its connections, each of them bounded.
 */
public final class EchoServerVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(EchoServerVerticle.class);

    /** Often enough that time limits are kept to a quarter of a second; 18,000 idle connections cost 1 % of a core. */
    private static final long SWEEP_INTERVAL_MS = 250;

    /** Drains are waited for. */
    private static final long DRAIN_SWEEP_INTERVAL_MS = 50;

    /** Vert.x shares a listening socket among verticles by its port; a negative one shares a port that is free. */
    private static final int SHARED_FREE_PORT = -1;

    private final ServerContext node;
    private final ListenerConfig listener;
    private final Set<ServerConnection> connections = new HashSet<>();
    private final byte[] prefix;
    private final Responder echo;
    private final LoopRates rates;

    private final Promise<Void> lastClosed = Promise.promise();

    private @Nullable NetServer server;
    private @Nullable BufferRelief relief;
    private Watching watching = Watching.NONE;
    private boolean isDraining;
    private boolean isStopping;

    /** One loop's part of a listener. */
    public EchoServerVerticle(ServerContext node, ListenerConfig listener) {
        this.node = node;
        this.listener = listener;
        rates = new LoopRates(node.rates(), System.nanoTime());
        prefix = listener.prefixBytes();
        echo = new EchoResponder(prefix);
    }

    /** Listens. Fails when the address cannot be had; the future's cause then says why. */
    @Override
    public Future<?> start() {
        var sweep = new Sweep(vertx, connections);
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> {
            updateRates(System.nanoTime());
            updateWatching();
            sweep.begin();
            node.buffers().look(System.nanoTime());
        });
        relief = new BufferRelief(context, connections, node.buffers());
        node.buffers().budget().onExcess(relief);
        updateRates(System.nanoTime());
        watching = Watching.of(node.live(), rates);
        vertx.eventBus().consumer(Addresses.BROADCAST, this::broadcast);
        NetServer listening = vertx.createNetServer(options()).connectHandler(this::accept);
        server = listening;
        if (listener.endpoint().port() != 0) {
            node.guard(listener.endpoint().port());
        }
        return listening.listen().onSuccess(bound -> node.guard(bound.actualPort()));
    }

    /** Stops accepting and drains: done when every connection has ended, at {@code server.drainTimeoutMs} at the latest. */
    @Override
    public Future<?> stop() {
        NetServer listening = server;
        if (listening == null) {
            return Future.succeededFuture();
        }
        var sweep = new Sweep(vertx, connections);
        vertx.setPeriodic(DRAIN_SWEEP_INTERVAL_MS, timer -> sweep.begin());
        isDraining = true;
        connections.forEach(ServerConnection::drain);
        return listening
                .shutdown(node.live().limits().drainTimeoutMs(), TimeUnit.MILLISECONDS)
                .eventually(this::closeTheRest);
    }

    /** Vert.x has closed them all by then, and does not wait until they are; who counts them must. */
    private Future<Void> closeTheRest() {
        isStopping = true;
        for (ServerConnection connection : connections.toArray(new ServerConnection[0])) {
            connection.end(CloseReason.of(CloseCode.DRAIN_TIMEOUT));
        }
        if (connections.isEmpty()) {
            lastClosed.tryComplete();
        }
        if (relief != null) {
            node.buffers().budget().forget(relief);
        }
        return lastClosed.future();
    }

    /** The listener that this is part of. */
    public ListenerConfig listener() {
        return listener;
    }

    /** Where it listens, a port that was free filled in. Any thread, once deployed. */
    public Endpoint endpoint() {
        NetServer listening = server;
        return listening == null ? listener.endpoint() : listener.endpoint().withPort(listening.actualPort());
    }

    private NetServerOptions options() {
        NodeLimits settings = node.live().limits();
        Endpoint endpoint = listener.endpoint();
        var options = new NetServerOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port() == 0 ? SHARED_FREE_PORT : endpoint.port())
                .setAcceptBacklog(settings.backlog())
                .setReuseAddress(settings.reuseAddress())
                .setTcpNoDelay(settings.tcpNoDelay())
                .setTcpUserTimeout(settings.tcpUserTimeoutMs());
        if (settings.keepAliveIdleSeconds() > 0) {
            options.setTcpKeepAlive(true)
                    .setTcpKeepAliveIdleSeconds(settings.keepAliveIdleSeconds())
                    .setTcpKeepAliveIntervalSeconds(settings.keepAliveIntervalSeconds())
                    .setTcpKeepAliveCount(settings.keepAliveProbes());
        }
        if (settings.receiveBufferBytes() > 0) {
            options.setReceiveBufferSize(settings.receiveBufferBytes());
        }
        if (settings.sendBufferBytes() > 0) {
            options.setSendBufferSize(settings.sendBufferBytes());
        }
        return options;
    }

    /** In length framing a message leaves room for the prefix, so that the reply's length fits its field too. */
    private int messageMaxBytes(NodeLimits settings) {
        return listener.framing().kind() == FramingKind.LENGTH
                ? (int) Math.min(settings.messageMaxBytes(), listener.framing().lengthMaxBytes() - prefix.length)
                : settings.messageMaxBytes();
    }

    private void accept(NetSocket socket) {
        NodeLimits settings = node.live().limits();
        FramingSpec framing = listener.framing();
        var peer = new Peer(node.nextConnectionId(), String.valueOf(socket.remoteAddress()), node.node());
        var codec = FrameCodec.of(framing.kind(), framing.lengthFieldBytes(), messageMaxBytes(settings));
        var origin = new Origin(node, codec, peer, rates);
        var options = new WireOptions(
                LoopRates.receiveMaxBytes(settings),
                settings.writeBufferHighBytes(),
                settings.writeBufferLowBytes(),
                true,
                node.buffers().budget());
        WireChannel wire = VertxSockets.takeOver(socket, codec, options);
        var connection = new ServerConnection(origin, wire, newResponder(origin), this::forget);
        // A new connection obeys a reload at once; those that are open, within the sweep's interval.
        updateWatching();
        connections.add(connection);
        node.stats().accepted();
        connection.start(watching);
        if (isDraining) {
            connection.drain();
        }
    }

    private Responder newResponder(Origin origin) {
        return listener.responder() == ResponderKind.BUS
                ? new BusResponder(node.eventBus(), node.live(), origin.codec(), origin.peer())
                : echo;
    }

    private void forget(ServerConnection connection) {
        connections.remove(connection);
        if (isStopping && connections.isEmpty()) {
            lastClosed.tryComplete();
        }
    }

    private void updateRates(long nowNanos) {
        if (rates.update(Limits.of(node.live().limits()), nowNanos)) {
            turnRates();
        }
    }

    /** After a reload messages may have other observers. */
    private void updateWatching() {
        Watching next = Watching.of(node.live(), rates);
        if (!next.equals(watching)) {
            watching = next;
            connections.forEach(connection -> connection.watch(next));
        }
    }

    private void turnRates() {
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
        ByteBuf shared = VertxSockets.bytesOf(bytes);
        long skipped = connections.stream()
                .filter(connection -> !connection.isOwn())
                .filter(connection -> !connection.offer(shared.retainedDuplicate()))
                .count();
        if (skipped > 0) {
            log.warn("a broadcast of {} bytes did not reach {} connections that do not read", bytes.length(), skipped);
        }
    }
}
