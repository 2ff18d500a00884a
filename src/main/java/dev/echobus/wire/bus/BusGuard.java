package dev.echobus.wire.bus;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Guards the connections of one member's event bus. Vert.x offers no way to them but the transport, which builds its
 * sockets; the bus's listening socket is the first that a clustered Vert.x makes, since nobody has that Vert.x before its
 * bus listens. Any thread.
 */
public final class BusGuard {

    /** What Vert.x calls its TLS handler. */
    static final String TLS_HANDLER = "ssl";

    private final BusConnections connections;
    private final AtomicBoolean hasListener = new AtomicBoolean();

    public BusGuard(BusLimits limits) {
        connections = new BusConnections(limits);
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
        channel.pipeline().addLast(new Placing());
        return true;
    }

    /** Behind TLS, where there is TLS: its handler is there once the socket is active, and no byte has come before. */
    private final class Placing extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var pipeline = context.pipeline();
            String before = pipeline.get(TLS_HANDLER) == null ? context.name() : TLS_HANDLER;
            pipeline.addAfter(before, "bus-inbound", new InboundGuard(connections));
            context.fireChannelActive();
            pipeline.remove(this);
        }
    }
}
