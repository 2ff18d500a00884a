package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;

/** Joins buffers by reference, and keeps those that have to wait from holding more memory than they fill. */
final class Frames {

    private Frames() {}

    /** {@code head} followed by {@code body}. Takes over both references. */
    static ByteBuf join(ByteBufAllocator allocator, ByteBuf head, ByteBuf body) {
        return allocator.compositeDirectBuffer(2).addComponent(true, head).addComponent(true, body);
    }

    static ByteBuf copy(ByteBufAllocator allocator, byte[] bytes) {
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** Bytes written to a channel and not yet taken by the socket, with Netty's overhead for each buffer. */
    static long unsentBytes(ChannelHandlerContext ctx) {
        var unsent = ctx.channel().unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    /** Of those, how many of its first buffer the socket has taken: it is held until all of it is. */
    static long takenBytes(ChannelHandlerContext ctx) {
        var unsent = ctx.channel().unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.currentProgress();
    }

    /**
     * The buffer itself while the peer keeps up. While it does not, a copy of the same bytes if the buffer has more than
     * a third on top of them: what waits is counted by its bytes and not by its buffers. Takes over the reference.
     */
    static ByteBuf fitted(ChannelHandlerContext ctx, ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        if (unsentBytes(ctx) == 0 || buffer.capacity() - bytes <= bytes / 3) {
            return buffer;
        }
        ByteBuf copy = ctx.alloc().directBuffer(bytes, bytes).writeBytes(buffer);
        buffer.release();
        return copy;
    }
}
