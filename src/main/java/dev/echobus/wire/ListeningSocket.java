package dev.echobus.wire;

import io.netty.channel.Channel;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** A socket that is listened on. Any thread. */
public final class ListeningSocket {

    /** Whoever has connected and not been accepted yet is reset when the socket closes: all of them are accepted first. */
    private static final int ACCEPTS_AT_ONCE = 1_024;

    /** Late enough for the acceptor to look for them once more. */
    private static final int LAST_ACCEPT_MS = 1;

    private final Channel channel;

    ListeningSocket(Channel channel) {
        this.channel = channel;
    }

    /** Where it listens. */
    public SocketAddress address() {
        return channel.localAddress();
    }

    /** Accepts whoever waits and closes; done when nobody can come any more, while those who came go on. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        RecvByteBufAllocator accepts = channel.config().getRecvByteBufAllocator();
        if (accepts instanceof MaxMessagesRecvByteBufAllocator limit) {
            limit.maxMessagesPerRead(ACCEPTS_AT_ONCE);
        }
        channel.closeFuture().addListener(done -> closed.complete());
        // The acceptor turns to its timers right after it has accepted: nobody has time to come between.
        channel.eventLoop().schedule(() -> channel.close(), LAST_ACCEPT_MS, TimeUnit.MILLISECONDS);
        return closed.future();
    }
}
