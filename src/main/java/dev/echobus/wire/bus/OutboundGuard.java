package dev.echobus.wire.bus;

import dev.echobus.common.Causes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind Vert.x's writes on a bus connection to another member: what that one does not take waits here up to a
 * bound, and over it each message fails with a named failure. On the connection's event loop.
 */
final class OutboundGuard extends ChannelDuplexHandler {

    private static final Logger log = LoggerFactory.getLogger(OutboundGuard.class);

    /** Where a message's kind stands: after its length and version. */
    private static final int CODEC_AT = 5;

    private static final int LENGTH_BYTES = 4;

    /** A member that leaves also closes connections, though hardly often one that is so young. */
    private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final BusLimits limits;
    private final BusRefusals refusals;
    private final String peer;
    private final Predicate<String> closesAgain;

    private long unsentBytes;
    private boolean isFailed;
    private boolean isClosing;
    private long activeAtNanos;

    /** @param closesAgain told that the peer closed the connection at once: whether that was not the first time */
    OutboundGuard(BusLimits limits, BusRefusals refusals, String peer, Predicate<String> closesAgain) {
        this.limits = limits;
        this.refusals = refusals;
        this.peer = peer;
        this.closesAgain = closesAgain;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            boundClose(context);
            context.write(message, promise);
            return;
        }
        int size = bytes.readableBytes();
        if (size - LENGTH_BYTES > limits.messageMaxBytes()) {
            refuse(
                    message,
                    promise,
                    refusals.tooLarge("message over cluster.messageMaxBytes " + limits.messageMaxBytes() + ", found "
                            + (size - LENGTH_BYTES)));
        } else if (unsentBytes > 0 && unsentBytes + size > limits.unsentMaxBytes() && !isPing(bytes)) {
            refuse(
                    message,
                    promise,
                    refusals.overloaded(unsentBytes + " bytes wait for the member at " + peer
                            + " to read (cluster.unsentMaxBytes)"));
        } else {
            unsentBytes += size;
            context.write(message, context.newPromise().addListener(written -> {
                unsentBytes -= size;
                settle(promise, written);
            }));
        }
    }

    /**
     * Vert.x writes nothing before it closes, and closes once that is written: never, to a member that it takes for dead
     * because it does not read, and goes on sending there.
     */
    private void boundClose(ChannelHandlerContext context) {
        if (unsentBytes > 0) {
            var ignored = context.executor()
                    .schedule(() -> context.close(), BusLimits.CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** What the system did not take whole, the other member did not get whole: a frame without its end is not read. */
    private void settle(ChannelPromise promise, Future<?> written) {
        if (written.isSuccess()) {
            promise.trySuccess();
        } else {
            promise.tryFailure(refusals.notConnected("the connection to the member at " + peer
                    + " broke before this was sent: " + Causes.describe(written.cause())));
        }
    }

    /** There is one of it at most, and a member that reads slowly is not taken for dead without it. */
    private static boolean isPing(ByteBuf bytes) {
        return bytes.readableBytes() > CODEC_AT && bytes.getByte(bytes.readerIndex() + CODEC_AT) == 1;
    }

    private static void refuse(Object message, ChannelPromise promise, Throwable failure) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(failure);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        activeAtNanos = System.nanoTime();
        context.fireChannelActive();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        isClosing = true;
        context.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        endedByPeer();
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            failed(handshake.cause());
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A TLS 1.3 server refuses a certificate when the client thinks that all is well already.
        if (TlsFailure.isOne(cause)) {
            failed(cause);
            context.close();
            return;
        }
        endedByPeer();
        context.fireExceptionCaught(cause);
    }

    /** What waits for a handshake ends a connection at its first message, and cannot say why. */
    private void endedByPeer() {
        if (!isClosing && !isFailed && System.nanoTime() - activeAtNanos < AT_ONCE_NANOS) {
            isFailed = true;
            if (!closesAgain.test(peer)) {
                return;
            }
            log.warn(
                    "the bus of {} closes each connection at once: it says why, and may have TLS"
                            + " (cluster.tls.certificate)",
                    peer);
        }
    }

    void failed(Throwable cause) {
        if (!isFailed) {
            isFailed = true;
            log.warn("cannot reach the bus of {}: {}", peer, TlsFailure.describe(cause));
        }
    }
}
