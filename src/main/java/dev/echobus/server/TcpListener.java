package dev.echobus.server;

import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.config.ResponderKind;
import dev.echobus.responder.BusResponder;
import dev.echobus.responder.EchoResponder;
import dev.echobus.responder.Responder;
import dev.echobus.responder.StampForm;
import dev.echobus.responder.StampingResponder;
import dev.echobus.server.Origin.Counts;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.ListenOptions;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.StampedCodec;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's part of a listener: makes connections of the sockets that it accepts, in turn with the other loops'
 * parts, with which it shares the listening socket. Its loop only; holds nothing of a connection.
 */
final class TcpListener {

    private final ServerContext node;
    private final ListenerConfig config;
    private final LoopConnections connections;
    private final ListenerStats stats;
    private final byte[] prefix;
    private final Responder echo;
    private final ListenerLoop loop;
    private final BusResponder.Bus bus;
    private final StampForm stampForm;
    private final NetServer server;

    TcpListener(ServerContext node, ListenerConfig config, LoopConnections connections, Vertx vertx) {
        this.node = node;
        this.config = config;
        this.connections = connections;
        stats = node.stats().of(config);
        prefix = config.prefixBytes();
        echo = new EchoResponder(prefix);
        loop = stats.newLoop();
        var requests = new RetryingRequest(
                        vertx,
                        () -> BusResponder.policy(node.live().limits()),
                        new RetryBudget(node.stats().busRetries()),
                        new SplittableRandom())
                .traced(node.tracing());
        bus = new BusResponder.Bus(
                new LoopContext(vertx.getOrCreateContext()), requests, loop.responder(), node.tracing());
        stampForm = new StampForm(node.node());
        server = vertx.createNetServer(ListenOptions.of(
                config.endpoint(),
                indexOf(config, node.live().listeners()),
                node.live().limits()));
    }

    /** By its name, which no other has. */
    private static int indexOf(ListenerConfig config, List<ListenerConfig> listeners) {
        return listeners.stream().map(ListenerConfig::name).toList().indexOf(config.name());
    }

    /** Begins to accept. Fails with a {@link ListenException} when the address cannot be had. */
    Future<?> listen() {
        server.connectHandler(this::accept);
        if (config.endpoint().port() != 0) {
            node.guard(config);
        }
        return server.listen()
                .onSuccess(bound -> node.guard(bound()))
                .recover(cause -> Future.failedFuture(new ListenException(config, cause)));
    }

    /** Its settings, with the port that was free in them. Any thread, once it listens. */
    ListenerConfig bound() {
        return config.withPort(server.actualPort());
    }

    /** Stops accepting. Done when its connections have ended, after the time at the latest. */
    Future<Void> shutdown(int timeoutMs) {
        return server.shutdown(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private void accept(NetSocket socket) {
        NodeLimits settings = node.live().limits();
        FramingSpec framing = config.framing();
        var peer =
                new Peer(node.nextConnectionId(), String.valueOf(socket.remoteAddress()), node.node(), config.name());
        int messageMaxBytes = messageMaxBytes(settings);
        FrameCodec codec =
                config.isStamped() ? new StampedCodec(messageMaxBytes) : FrameCodec.of(framing, messageMaxBytes);
        var origin = new Origin(node, new Counts(stats, loop), codec, peer, connections.rates());
        var options = new WireOptions(
                LoopRates.receiveMaxBytes(settings),
                settings.writeBufferHighBytes(),
                settings.writeBufferLowBytes(),
                true,
                node.buffers().budget());
        WireChannel wire = VertxSockets.takeOver(socket, codec, options);
        stats.accepted();
        Responder responder = codec instanceof StampedCodec stamped
                ? new StampingResponder(newResponder(origin), stamped, stampForm, wire)
                : newResponder(origin);
        connections.start(new ServerConnection(origin, wire, responder, connections::closed));
    }

    /** In length framing a message leaves room for the prefix, so that the reply's length fits its field too. */
    private int messageMaxBytes(NodeLimits settings) {
        return config.framing().kind() == FramingKind.LENGTH
                ? (int) Math.min(settings.messageMaxBytes(), config.framing().lengthMaxBytes() - prefix.length)
                : settings.messageMaxBytes();
    }

    private Responder newResponder(Origin origin) {
        return config.responder() == ResponderKind.BUS
                ? new BusResponder(bus, node.live(), origin.codec(), origin.peer())
                : echo;
    }
}
