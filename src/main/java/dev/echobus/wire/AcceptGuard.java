package dev.echobus.wire;

import dev.echobus.wire.bus.BusGuard;
import io.netty.bootstrap.ServerBootstrapConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.Context;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a listening socket's pipeline, on the acceptor's thread: asks the {@link Doorkeeper} about each accepted
 * socket, hands it to its loop, no more than those come to, and survives running out of descriptors.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {

    /** Soon enough that nobody waits long for a free descriptor, seldom enough that retrying costs nothing. */
    private static final int RETRY_MS = 100;

    /**
     * Sockets that may be on their way to their loops. Each may cost its loop much, as the beginning of TLS does:
     * with thousands in its queue it would come to nothing else for as many, its end among them.
     */
    static final int ARRIVING_MAX = 64;

    private final Doorkeeper doorkeeper;
    private final @Nullable BusGuard bus;
    private final ServerBootstrapConfig bootstrap;
    private final AtomicInteger arriving = new AtomicInteger();

    /** Acceptor's thread. */
    private int arrivingMax = ARRIVING_MAX;

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
        ListeningSocket.prepare(context.channel());
        // Whatever a failed accept needs is loaded now: without a descriptor left, no class file could be opened.
        acceptLater(context);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        doorkeeper.listens(new ListeningSocket(context.channel(), () -> acceptAll(context)));
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
        arrives(context);
        register(child, place == null ? bootstrap.childGroup() : EventLoops.of(place))
                .addListener(registered -> hasArrived(context));
    }

    /** What Netty's acceptor, which comes next, does, and tells nobody when it is done. */
    private Future<?> register(Channel child, EventLoopGroup loops) {
        child.pipeline().addLast(bootstrap.childHandler());
        child.config().setOptions(bootstrap.childOptions());
        try {
            return loops.register(child).addListener(registered -> {
                if (!registered.isSuccess()) {
                    child.unsafe().closeForcibly();
                }
            });
        } catch (IllegalStateException noLoop) {
            // Vert.x lets go of its loops before it closes the socket that is listened on.
            child.unsafe().closeForcibly();
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(noLoop);
        }
    }

    /** Loops that come to it later are waited for: what they have to do yet is left to the system's queue. */
    private void arrives(ChannelHandlerContext context) {
        if (arriving.incrementAndGet() == arrivingMax) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** On the accepted socket's loop. */
    private void hasArrived(ChannelHandlerContext context) {
        if (arriving.decrementAndGet() == ARRIVING_MAX / 2 && context.channel().isOpen()) {
            context.executor().execute(() -> accept(context));
        }
    }

    private void accept(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(arriving.get() < arrivingMax);
    }

    /** The socket is about to close, with which who is in the system's queue would be lost. */
    private void acceptAll(ChannelHandlerContext context) {
        arrivingMax = Integer.MAX_VALUE;
        accept(context);
    }

    /** Not handed on: whoever logs it with its stack trace might need a descriptor for that. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        doorkeeper.cannotAccept(cause);
        // The socket stays readable as long as somebody waits in its queue: trying again at once would spin.
        context.channel().config().setAutoRead(false);
        acceptLater(context);
    }

    private void acceptLater(ChannelHandlerContext context) {
        context.executor().schedule(() -> accept(context), RETRY_MS, TimeUnit.MILLISECONDS);
    }
}
