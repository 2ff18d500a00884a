package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Frames that leave with the next flush. Small ones are joined: copying one costs less than its entry in Netty's
 * outbound buffer, its reference count and its place in the system call. A frame that comes alone is not copied. Event
 * loop only; bounded by {@link #MAX_BYTES}.
 */
final class Burst {

    /** Longest frame that is joined to others. */
    static final int FRAME_MAX_BYTES = 1_024;

    /** What is joined at most before it is handed on. */
    private static final int MAX_BYTES = 16_384;

    private static final int MIN_BYTES = 256;

    private final PauseSwitch pauseSwitch;
    private @Nullable ByteBuf alone;
    private @Nullable ByteBuf joined;

    /** What the last one took, as the next will be much like it. */
    private int expectedBytes = MIN_BYTES;

    Burst(PauseSwitch pauseSwitch) {
        this.pauseSwitch = pauseSwitch;
    }

    /** Takes over a frame, and its reference. */
    void add(ChannelHandlerContext ctx, ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (bytes > FRAME_MAX_BYTES) {
            writeOut(ctx);
            ctx.write(frame, ctx.voidPromise());
        } else if (alone == null && joined == null) {
            alone = frame;
        } else {
            room(ctx, bytes).writeBytes(frame, frame.readerIndex(), bytes);
            frame.release();
        }
    }

    /**
     * Takes short lines from the front of the input and appends each after the prefix, until the first that is not whole,
     * longer than {@code lineMaxBytes}, too long to be joined, or that comes in a pause. Returns their number.
     */
    int addLines(ChannelHandlerContext ctx, byte[] prefix, ByteBuf input, int lineMaxBytes) {
        int searchMaxBytes = Math.max(0, Math.min(lineMaxBytes, FRAME_MAX_BYTES - prefix.length));
        int lines = 0;
        for (; !pauseSwitch.isPaused; lines++) {
            int start = input.readerIndex();
            int limit = Math.min(input.writerIndex(), start + searchMaxBytes);
            int lineFeed = input.indexOf(start, limit, LineCodec.LINE_FEED);
            if (lineFeed < 0) {
                break;
            }
            int bytes = lineFeed + 1 - start;
            room(ctx, prefix.length + bytes).writeBytes(prefix).writeBytes(input, bytes);
        }
        return lines;
    }

    /** A buffer to append a frame of so many bytes to; it stays the burst's. */
    ByteBuf room(ChannelHandlerContext ctx, int bytes) {
        ByteBuf buffer = joined;
        if (buffer != null && buffer.readableBytes() + bytes > MAX_BYTES) {
            writeOut(ctx);
            buffer = null;
        }
        if (buffer == null) {
            buffer = ctx.alloc().directBuffer(expectedBytes, MAX_BYTES);
            joined = buffer;
        }
        ByteBuf before = alone;
        if (before != null) {
            alone = null;
            buffer.writeBytes(before, before.readerIndex(), before.readableBytes());
            before.release();
        }
        return buffer;
    }

    /** Hands what there is to Netty, which sends it with the next flush. */
    void writeOut(ChannelHandlerContext ctx) {
        ByteBuf buffer = joined;
        if (buffer != null) {
            expectedBytes = Math.max(MIN_BYTES, buffer.readableBytes());
            buffer = Frames.fitted(ctx, buffer);
        } else {
            buffer = alone;
        }
        // Forgotten before it is written: a write that passes the watermark comes back here to flush.
        alone = null;
        joined = null;
        if (buffer != null) {
            ctx.write(buffer, ctx.voidPromise());
        }
    }

    int bytes() {
        ByteBuf buffer = alone == null ? joined : alone;
        return buffer == null ? 0 : buffer.readableBytes();
    }

    /** Throws away what there is. */
    void release() {
        ByteBuf buffer = alone == null ? joined : alone;
        alone = null;
        joined = null;
        if (buffer != null) {
            buffer.release();
        }
    }
}
