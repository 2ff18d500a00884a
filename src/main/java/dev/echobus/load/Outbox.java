package dev.echobus.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages of one connection, all that are added between two flushes with one flush. Unframed ones are pieces of
 * the pattern itself; framed ones are put together in one pooled buffer a flush. On the event loop.
 */
final class Outbox {

    private final ChannelHandlerContext context;
    private final WireImage image;
    private final boolean isRaw;

    /** In the connection's payload stream, of the next message. */
    private long position;
    /** Up to which it was handed to the socket. */
    private long flushedPosition;

    private @Nullable ByteBuf frames;

    Outbox(ChannelHandlerContext context, WireImage image) {
        this.context = context;
        this.image = image;
        isRaw = image.framing().isRaw();
    }

    long position() {
        return position;
    }

    void add(int size) {
        if (!isRaw) {
            if (frames == null) {
                frames = context.alloc().directBuffer(image.sentBytes(size));
            }
            image.writeTo(frames, position, size);
        }
        position += size;
    }

    /** Hands what was added to the socket, and returns its length on the wire. */
    long flush() {
        long bytes = 0;
        if (frames != null) {
            bytes = frames.readableBytes();
            context.write(frames, context.voidPromise());
            frames = null;
        } else {
            bytes = position - flushedPosition;
            while (flushedPosition < position) {
                int piece = (int) Math.min(position - flushedPosition, LoadLimits.WRITE_MAX_BYTES);
                context.write(image.pattern().piece(image.placeOf(flushedPosition), piece), context.voidPromise());
                flushedPosition += piece;
            }
        }
        if (bytes > 0) {
            context.flush();
        }
        flushedPosition = position;
        return bytes;
    }
}
