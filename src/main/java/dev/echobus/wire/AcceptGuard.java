package dev.echobus.wire;

import dev.echobus.wire.bus.BusGuard;
import io.netty.bootstrap.ServerBootstrapConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a listening socket's pipeline, on the acceptor's thread: asks the {@link Doorkeeper} about each accepted
 * socket, and survives running out of descriptors. Holds nothing.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {

    /** Soon enough that nobody waits long for a free descriptor, seldom enough that retrying costs nothing. */
    private static final int RETRY_MS = 100;

    private final Doorkeeper doorkeeper;
    private final @Nullable BusGuard bus;
    private final ServerBootstrapConfig bootstrap;

    /**
     * @param bus of the socket that the cluster's bus listens on, null of any other
     * @param bootstrap how accepted sockets are set up, complete by the time that one comes
     */
    AcceptGuard(Doorkeeper doorkeeper, @Nullable BusGuard bus, ServerBootstrapConfig bootstrap) {
        this.doorkeeper = doorkeeper;
        this.bus = bus;
        this.bootstrap = bootstrap;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // Whatever a failed accept needs is loaded now: without a descriptor left, no class file could be opened.
        acceptLater(context);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        doorkeeper.listens(new ListeningSocket(context.channel()));
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        var child = (Channel) accepted;
        SocketAddress remote = child.remoteAddress();
        SocketAddress local = child.localAddress();
        // The system forgets the addresses of a socket that was reset while it waited to be accepted.
        Runnable onClosed = remote == null || local == null
                ? null
                : doorkeeper.admit(remote, local).orElse(null);
        if (onClosed == null) {
            child.unsafe().closeForcibly();
            return;
        }
        if (bus != null && !bus.accept(child)) {
            onClosed.run();
            child.unsafe().closeForcibly();
            return;
        }
        child.closeFuture().addListener(closed -> onClosed.run());
        Context place = doorkeeper.placeFor(remote, local);
        if (place == null) {
            context.fireChannelRead(accepted);
        } else {
            register(child, EventLoops.of(place));
        }
    }

    /** What Netty's acceptor, which comes next, does on a loop of its own choice. */
    private void register(Channel child, EventLoop loop) {
        child.pipeline().addLast(bootstrap.childHandler());
        child.config().setOptions(bootstrap.childOptions());
        loop.register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                child.unsafe().closeForcibly();
            }
        });
    }

    /** Not handed on: whoever logs it with its stack trace might need a descriptor for that. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        doorkeeper.cannotAccept(cause);
        // The socket stays readable as long as somebody waits in its queue: trying again at once would spin.
        context.channel().config().setAutoRead(false);
        acceptLater(context);
    }

    private static void acceptLater(ChannelHandlerContext context) {
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), RETRY_MS, TimeUnit.MILLISECONDS);
    }
}
