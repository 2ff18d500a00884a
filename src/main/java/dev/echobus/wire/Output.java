package dev.echobus.wire;

import dev.echobus.wire.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a connection writes: frames leave with the read burst's flush, or with the next loop turn. Small ones are joined:
 * copying one costs less than its entry in Netty's outbound buffer, its reference count and its place in the system call.
 * A frame that comes alone is not copied. Event loop only; what is joined is bounded by {@link #JOINED_MAX_BYTES}, what
 * is unsent by whoever heeds {@link #isWritable}.
 */
public final class Output {

    /** Longest frame that is joined to others. */
    static final int FRAME_MAX_BYTES = 1_024;

    /** What is joined at most before it is handed on. */
    private static final int JOINED_MAX_BYTES = 16_384;

    private static final int JOINED_MIN_BYTES = 256;

    private final Channel channel;
    private final FrameCodec codec;

    @SuppressWarnings("NullAway.Init") // Set when the handler is added, before any other method can be called.
    private ChannelHandlerContext ctx;

    private @Nullable ByteBuf alone;
    private @Nullable ByteBuf joined;

    /** What the last one took, as the next will be much like it. */
    private int expectedBytes = JOINED_MIN_BYTES;

    private long writtenBytes;

    /** Bytes that were unsent after the last flush of a read burst or turn. */
    private long behindBytes;

    /** Something was unsent after the last read burst. */
    private boolean wasBehind;

    /** A read burst is on, and its end flushes. */
    private boolean isInRead;

    private boolean isTimed;
    private long readNanos;
    private boolean isFlushScheduled;
    private boolean isEnded;
    private boolean isClosed;

    Output(Channel channel, FrameCodec codec) {
        this.channel = channel;
        this.codec = codec;
    }

    void attach(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Writes a frame and takes over its reference; throws it away once the output has ended. */
    public void write(ByteBuf frame) {
        if (isEnded || isClosed) {
            frame.release();
            return;
        }
        int bytes = frame.readableBytes();
        writtenBytes += bytes;
        if (bytes > FRAME_MAX_BYTES) {
            handOn();
            ctx.write(frame, ctx.voidPromise());
        } else if (alone == null && joined == null) {
            alone = frame;
        } else {
            room(bytes).writeBytes(frame, frame.readerIndex(), bytes);
            frame.release();
        }
        scheduleFlush();
    }

    /**
     * Writes the reply that is {@code prefix} followed by the frame's payload, framed again; in the same way. Takes over
     * the frame's reference.
     */
    public void writePrefixed(byte[] prefix, ByteBuf frame) {
        int bytes = prefix.length + frame.readableBytes();
        if (bytes > FRAME_MAX_BYTES || isEnded || isClosed) {
            write(codec.prefixed(ctx.alloc(), prefix, frame));
        } else {
            writtenBytes += bytes;
            codec.appendPrefixed(room(bytes), prefix, frame);
            frame.release();
            scheduleFlush();
        }
    }

    /** Appends a prefix and so many bytes of the input, in a read burst; together they may be {@link #FRAME_MAX_BYTES}. */
    void joinPrefixed(byte[] prefix, ByteBuf input, int bytes) {
        writtenBytes += prefix.length + bytes;
        room(prefix.length + bytes).writeBytes(prefix).writeBytes(input, bytes);
    }

    /** Sends what was written, as far as the socket takes it. */
    public void flush() {
        handOn();
        ctx.flush();
    }

    /** False while the unsent bytes are over the high watermark, until they fall below the low one; and once ended. */
    public boolean isWritable() {
        return !isEnded && !isClosed && channel.isWritable();
    }

    /** Bytes written in all, the unsent ones too. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** Bytes written and not yet taken by the socket, with Netty's overhead for each buffer. */
    public long unsentBytes() {
        ByteBuf buffer = alone == null ? joined : alone;
        return Frames.unsentBytes(ctx) + (buffer == null ? 0 : buffer.readableBytes());
    }

    /** Of those, how many the socket has taken of a buffer that it has not taken whole. */
    long takenBytes() {
        return Frames.takenBytes(ctx);
    }

    /** Of those, how many the socket did not take when they were last offered to it. */
    public long behindBytes() {
        return Math.min(behindBytes, Frames.unsentBytes(ctx));
    }

    public ByteBufAllocator allocator() {
        return ctx.alloc();
    }

    /**
     * Closes our side once everything written has been sent: the peer reads to a clean end, and may go on sending. What
     * is written from now on is thrown away.
     */
    public void end() {
        endThen(written -> {
            TlsConnection tls = TlsConnection.of(channel);
            if (tls == null) {
                shutdownOutput();
            } else {
                tls.endOutput().addListener(told -> shutdownOutput());
            }
        });
    }

    private void shutdownOutput() {
        ((DuplexChannel) channel).shutdownOutput();
    }

    /** Closes the socket now; what is unsent is lost. */
    void cut() {
        TlsConnection tls = TlsConnection.of(channel);
        if (tls == null) {
            ctx.close();
        } else {
            tls.cut();
        }
    }

    /** Closes the socket once everything written has been sent. */
    void endAndClose() {
        endThen(written -> ctx.close());
    }

    private void endThen(ChannelFutureListener next) {
        isEnded = true;
        ByteBuf last = takeBuffer();
        ctx.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last).addListener(next);
    }

    /** A read burst begins, or goes on: what is written leaves with its end. */
    void readBegins() {
        if (isTimed && !isInRead) {
            readNanos = System.nanoTime();
        }
        isInRead = true;
    }

    /** From now on it is known when a read burst began. */
    public void timeReads() {
        isTimed = true;
    }

    /** When the last read burst began, by the system's clock, where that is asked for. */
    public long readNanos() {
        return readNanos;
    }

    /** Flushes; false when nothing is unsent, and nothing was after the burst before. */
    boolean readEnds() {
        isInRead = false;
        flush();
        behindBytes = unsentBytes();
        boolean isBehind = behindBytes > 0;
        boolean isNews = isBehind || wasBehind;
        wasBehind = isBehind;
        return isNews;
    }

    /** A buffer to append a frame of so many bytes to; it stays the output's. */
    private ByteBuf room(int bytes) {
        ByteBuf buffer = joined;
        if (buffer != null && buffer.readableBytes() + bytes > JOINED_MAX_BYTES) {
            handOn();
            buffer = null;
        }
        if (buffer == null) {
            buffer = ctx.alloc().directBuffer(expectedBytes, JOINED_MAX_BYTES);
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

    /** The socket is closed: throws away what there is. */
    void onClosed() {
        isClosed = true;
        ByteBuf buffer = alone == null ? joined : alone;
        alone = null;
        joined = null;
        if (buffer != null) {
            buffer.release();
        }
    }

    /** Hands what was joined to Netty, which sends it with the next flush. */
    private void handOn() {
        ByteBuf buffer = takeBuffer();
        if (buffer != null) {
            ctx.write(buffer, ctx.voidPromise());
        }
    }

    /** What was joined, or the frame that came alone. */
    private @Nullable ByteBuf takeBuffer() {
        ByteBuf buffer = joined;
        if (buffer != null) {
            expectedBytes = Math.max(JOINED_MIN_BYTES, buffer.readableBytes());
            buffer = Frames.fitted(ctx, buffer);
        } else {
            buffer = alone;
        }
        // Forgotten before it is written: a write that passes the watermark comes back here to flush.
        alone = null;
        joined = null;
        return buffer;
    }

    private void scheduleFlush() {
        if (!isInRead && !isFlushScheduled) {
            isFlushScheduled = true;
            channel.eventLoop().execute(this::flushInTurn);
        }
    }

    private void flushInTurn() {
        isFlushScheduled = false;
        flush();
        behindBytes = unsentBytes();
    }
}
