package dev.echobus.wire.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Stands before TLS and follows where its records begin and end (RFC 8446, section 5.1): of one that is not whole nothing
 * comes out, and nobody else would know that it has begun. Event loop; holds no bytes.
 */
final class TlsRecords extends ChannelInboundHandlerAdapter {

    private static final int HEADER_BYTES = 5;

    /** Type of the records of a handshake. Within TLS 1.3 none has it once keys are agreed on. */
    private static final int HANDSHAKE = 22;

    @SuppressWarnings("NullAway.Init") // Set by handlerAdded, before any other method can be called.
    private ChannelHandlerContext context;

    private @Nullable Runnable onAnotherHandshake;
    private boolean hasBegun;
    private int headerBytes;
    private int bodyBytes;
    private int leftBytes;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Closes the socket as it is. */
    void close() {
        context.close();
    }

    /** From now on a client that begins a handshake is told of, and nothing more of it handed on. */
    void refuseHandshakes(Runnable told) {
        onAnotherHandshake = told;
    }

    /** True once a byte came. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Bytes of a record that has not come whole. */
    int unfinishedBytes() {
        return leftBytes > 0 ? HEADER_BYTES + bodyBytes - leftBytes : headerBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var bytes = (ByteBuf) message;
        hasBegun = true;
        Runnable told = onAnotherHandshake;
        if (hasHandshake(bytes) && told != null) {
            bytes.release();
            told.run();
            return;
        }
        ctx.fireChannelRead(bytes);
    }

    private boolean hasHandshake(ByteBuf bytes) {
        boolean isFound = false;
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (leftBytes > 0) {
                int more = Math.min(leftBytes, bytes.writerIndex() - at);
                leftBytes -= more;
                at += more;
            } else {
                isFound |= takeHeader(bytes.getUnsignedByte(at++));
            }
        }
        return isFound;
    }

    private boolean takeHeader(int next) {
        boolean isHandshake = headerBytes == 0 && next == HANDSHAKE;
        bodyBytes = (bodyBytes << Byte.SIZE | next) & 0xffff;
        headerBytes++;
        if (headerBytes == HEADER_BYTES) {
            headerBytes = 0;
            leftBytes = bodyBytes;
        }
        return isHandshake;
    }
}
