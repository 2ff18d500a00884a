package dev.echobus.wire;

import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** A socket that is listened on. Any thread. */
public final class ListeningSocket {

    /** As many as a queue of the system can hold. */
    private static final int ACCEPTS_AT_ONCE = 65_535;

    /** Longer than the last packet of a handshake is under way within a region. */
    private static final int HANDSHAKE_MS = 50;

    /** Late enough for the acceptor to look once more for those who wait. */
    private static final int LAST_ACCEPT_MS = 1;

    private final Channel channel;
    private final Runnable acceptAll;

    /** @param acceptAll has whoever is in its queue accepted, however busy their loops are; on the acceptor's thread */
    ListeningSocket(Channel channel, Runnable acceptAll) {
        this.channel = channel;
        this.acceptAll = acceptAll;
    }

    /** Has {@link #close} take as many at once as there are; before anybody is accepted. */
    static void prepare(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof DefaultMaxMessagesRecvByteBufAllocator accepts) {
            // Netty takes the number of the descriptor for bytes, and thinks that there are no more.
            accepts.respectMaybeMoreData(false);
        }
    }

    /** Where it listens. */
    public SocketAddress address() {
        return channel.localAddress();
    }

    /**
     * Lets nobody new come, accepts whoever is there and closes: who has connected and was not accepted when a socket
     * closes is reset. Done when it is closed, while those who came go on. Where the system cannot be told to let nobody
     * come ({@link NewcomerFilter}), who comes between the last accept and the close is reset still.
     */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        RecvByteBufAllocator accepts = channel.config().getRecvByteBufAllocator();
        if (accepts instanceof MaxMessagesRecvByteBufAllocator limit) {
            limit.maxMessagesPerRead(ACCEPTS_AT_ONCE);
        }
        channel.closeFuture().addListener(done -> closed.complete());
        channel.eventLoop().execute(acceptAll);
        int waitMs = NewcomerFilter.attach(channel) ? HANDSHAKE_MS : 0;
        // A timer may be late, and others with it: a second one is due only after the acceptor has accepted again.
        after(waitMs, () -> after(LAST_ACCEPT_MS, channel::close));
        return closed.future();
    }

    private void after(int ms, Runnable task) {
        channel.eventLoop().schedule(task, ms, TimeUnit.MILLISECONDS);
    }
}
