package dev.echobus.wire.bus;

import dev.echobus.common.Causes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.eventbus.EventBus;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guards the connections of one member's event bus. Vert.x offers no way to them but the transport, which builds its
 * sockets; the bus's listening socket is the first that a clustered Vert.x makes, since nobody has that Vert.x before its
 * bus listens. Any thread; remembers {@link #PEERS_MAX} members' addresses.
 */
public final class BusGuard {

    /** What Vert.x calls its TLS handler. */
    private static final String TLS_HANDLER = "ssl";

    /** Far more members than a cluster has; the addresses of those that went are among them. */
    private static final int PEERS_MAX = 4_096;

    private final BusRefusals refusals;
    private final BusConnections connections;
    private final AtomicBoolean hasListener = new AtomicBoolean();
    private final Map<String, String> peers = new ConcurrentHashMap<>();
    private final Set<String> closedAtOnce = ConcurrentHashMap.newKeySet();

    private volatile Consumer<String> whenRefused = nodeId -> {};

    public BusGuard(BusLimits limits, BusRefusals refusals) {
        this.refusals = refusals;
        connections = new BusConnections(limits);
    }

    /** The bus is about to connect to a member there. */
    public void expect(String nodeId, String host, int port) {
        if (peers.size() >= PEERS_MAX) {
            peers.clear();
        }
        peers.put(host + ":" + port, nodeId);
    }

    /** Tells from now on which member's bus refused a connection, as where nobody listens, on that connection's thread. */
    public void whenRefused(Consumer<String> listener) {
        whenRefused = listener;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    }

    /**
     * True from the second time on that a member has closed a young connection. One that leaves, as a guest does after a
     * moment, closes one; who cannot read what is sent closes each.
     */
    private boolean closesAgain(String peer) {
        if (closedAtOnce.size() >= PEERS_MAX) {
            closedAtOnce.clear();
        }
        return !closedAtOnce.add(peer);
    }

    /**
     * The bus begins to connect to this member, so that messages to it wait for that: bounds what they hold.
     *
     * @param name how the member is called, for people
     */
    public void connecting(EventBus bus, String nodeId, String name) {
        PendingWrites.bound(bus, nodeId, new PendingWrites(connections.limits(), refusals, name));
    }

    /** True for the bus's listening socket, the first that asks. */
    public boolean takesListener() {
        return hasListener.compareAndSet(false, true);
    }

    /** Guards a socket that was accepted and stands on no event loop yet; false when it is not to be let in. */
    public boolean accept(Channel channel) {
        if (!connections.admit(channel)) {
            return false;
        }
        channel.pipeline().addLast(new PlacingInbound());
        return true;
    }

    /** A factory of the same channels, of which those that connect to a member's bus are guarded. */
    public <C extends Channel> ChannelFactory<C> guarding(ChannelFactory<C> factory) {
        return () -> {
            C channel = factory.newChannel();
            channel.pipeline().addLast(new PlacingOutbound());
            return channel;
        };
    }

    /** Behind TLS, where there is TLS: its handler is there once the socket is active, and no byte has come before. */
    private final class PlacingInbound extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var pipeline = context.pipeline();
            String before = pipeline.get(TLS_HANDLER) == null ? context.name() : TLS_HANDLER;
            pipeline.addAfter(before, "bus-inbound", new InboundGuard(connections));
            context.fireChannelActive();
            pipeline.remove(this);
        }
    }

    /** The same for a socket that connects, if it is to a member's bus. */
    private final class PlacingOutbound extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            String nodeId = remote instanceof InetSocketAddress address ? nodeAt(address) : null;
            context.connect(
                    remote,
                    local,
                    nodeId == null ? promise : guard(context, (InetSocketAddress) remote, nodeId, promise));
            context.pipeline().remove(this);
        }

        /** The promise to connect with: Vert.x hands its failure to all that wait, who give up at once if it is named. */
        private ChannelPromise guard(
                ChannelHandlerContext context, InetSocketAddress address, String nodeId, ChannelPromise promise) {
            var pipeline = context.pipeline();
            String peer = address.getHostString() + ":" + address.getPort();
            var guard = new OutboundGuard(connections.limits(), refusals, peer, BusGuard.this::closesAgain);
            ChannelPromise connecting = context.newPromise();
            connecting.addListener(connected -> {
                if (connected.isSuccess()) {
                    promise.trySuccess();
                } else {
                    guard.failed(connected.cause());
                    if (isRefusal(connected.cause())) {
                        whenRefused.accept(nodeId);
                    }
                    promise.tryFailure(refusals.notConnected("no connection to the bus of the member at " + peer + ": "
                            + Causes.describe(connected.cause())));
                }
            });
            // Vert.x has a queue of its own for a channel that is full, without a bound: it never is, and ours has one.
            context.channel()
                    .config()
                    .setWriteBufferWaterMark(new WriteBufferWaterMark(Integer.MAX_VALUE, Integer.MAX_VALUE));
            if (pipeline.get(TLS_HANDLER) instanceof SslHandler tls) {
                if (connections.limits().verifiesHost()) {
                    // Vert.x turns it off for its bus and has no option for that.
                    var parameters = tls.engine().getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    tls.engine().setSSLParameters(parameters);
                }
                pipeline.addAfter(TLS_HANDLER, "bus-outbound", guard);
            } else {
                pipeline.addAfter(context.name(), "bus-outbound", guard);
            }
            return connecting;
        }

        private @Nullable String nodeAt(InetSocketAddress address) {
            String nodeId = peers.get(address.getHostString() + ":" + address.getPort());
            var resolved = address.getAddress();
            return nodeId != null || resolved == null
                    ? nodeId
                    : peers.get(resolved.getHostAddress() + ":" + address.getPort());
        }
    }
}
