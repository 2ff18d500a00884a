package dev.echobus.load.drive;

import dev.echobus.load.check.WireImage;
import dev.echobus.load.plan.LoadLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages of one connection, all that are added between two flushes with one flush. Unframed ones are made as
 * fast as the socket takes them, so that what a server does not read costs no memory; framed ones are put together in
 * one pooled buffer a flush, bounded by what is in flight. On the event loop.
 */
final class Outbox {

    private final ChannelHandlerContext context;
    private final WireImage image;
    private final boolean isRaw;

    /** In the connection's payload stream, of the next message. */
    private long position;
    /** Up to which it was counted as sent. */
    private long flushedPosition;
    /** Up to which it was handed to the socket; behind the former while the socket takes no more. */
    private long writtenPosition;

    private boolean isWriting;

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
        long bytes = position - flushedPosition;
        flushedPosition = position;
        if (frames != null) {
            bytes = frames.readableBytes();
            context.writeAndFlush(frames, context.voidPromise());
            frames = null;
        } else if (isRaw) {
            writeMore();
        }
        return bytes;
    }

    /** Writes what was flushed as far as the socket takes it; called again when it takes more. */
    void writeMore() {
        // A flush may tell that the socket takes more while this is still at it.
        if (isWriting || !isRaw) {
            return;
        }
        isWriting = true;
        while (writtenPosition < flushedPosition && context.channel().isWritable()) {
            int bytes = (int) Math.min(flushedPosition - writtenPosition, LoadLimits.WRITE_MAX_BYTES);
            image.send(context, writtenPosition, bytes);
            writtenPosition += bytes;
            context.flush();
        }
        isWriting = false;
    }
}
