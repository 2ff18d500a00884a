package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last of our handlers on a connection's pipeline: hands frames to its listener, flushes once a read burst, pauses
 * and resumes reading, and closes without losing a byte that is owed. Event loop only. Bounded by {@link WireOptions}:
 * while reading is paused nothing is read, decoded or handed on.
 */
public final class WireChannel extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(WireChannel.class);

    private final Channel channel;
    private final FrameCodec codec;
    private final PauseSwitch pauseSwitch;
    private final GracefulClose gracefulClose;
    private final WireListener listener;
    private final Burst burst;
    private final NextTurn nextFlush;
    private final NextTurn nextReopening;

    @SuppressWarnings("NullAway.Init") // Set by handlerAdded, before any other method can be called.
    private ChannelHandlerContext ctx;

    private @Nullable InputGate gate;
    private boolean isInRead;
    private boolean isInputClosed;
    private boolean isBroken;
    private boolean isClosed;

    /** @param pauseSwitch what the handlers before this one obey */
    WireChannel(
            Channel channel, FrameCodec codec, PauseSwitch pauseSwitch, Function<WireChannel, WireListener> listener) {
        this.channel = channel;
        this.codec = codec;
        this.pauseSwitch = pauseSwitch;
        burst = new Burst(pauseSwitch);
        gracefulClose = new GracefulClose(this, channel);
        nextFlush = new NextTurn(channel, this::flush);
        nextReopening = new NextTurn(channel, this::reopen);
        this.listener = listener.apply(this);
    }

    /** Tells of the gate before the decoder; there is none without a decoder. */
    void useGate(InputGate inputGate) {
        gate = inputGate;
    }

    /** Writes a frame and takes over its reference; it leaves with the read burst's flush, or with the next loop turn. */
    public void write(ByteBuf frame) {
        if (isClosed || gracefulClose.isBegun()) {
            frame.release();
        } else {
            burst.add(ctx, frame);
            scheduleFlush();
        }
    }

    /**
     * Writes the reply that is {@code prefix} followed by the frame's payload, framed again; in the same way. Takes over
     * the frame's reference. Returns the reply's bytes.
     */
    public int writePrefixed(byte[] prefix, ByteBuf frame) {
        int bytes = prefix.length + frame.readableBytes();
        if (bytes > Burst.FRAME_MAX_BYTES || isClosed || gracefulClose.isBegun()) {
            write(codec.prefixed(ctx.alloc(), prefix, frame));
        } else {
            codec.appendPrefixed(burst.room(ctx, bytes), prefix, frame);
            frame.release();
            scheduleFlush();
        }
        return bytes;
    }

    /**
     * Answers lines at the front of the input, those that are whole and short, each with itself after the prefix. Takes
     * them off the input and returns their number.
     */
    public int echoLines(byte[] prefix, ByteBuf input) {
        return burst.addLines(ctx, prefix, input, codec.messageMaxBytes());
    }

    /** Lines came, before they are cut. */
    void offerLines(ByteBuf input) {
        if (!gracefulClose.isBegun() && channel.isActive()) {
            isInRead = true;
            listener.onLines(input);
        }
    }

    private void scheduleFlush() {
        if (!isInRead) {
            nextFlush.ask();
        }
    }

    /** Sends what was written, as far as the socket takes it. */
    public void flush() {
        burst.writeOut(ctx);
        ctx.flush();
    }

    /** False while the unsent bytes are over the high watermark, until they fall below the low one; and once closing. */
    public boolean isWritable() {
        return !gracefulClose.isBegun() && !isClosed && channel.isWritable();
    }

    /** Bytes that came, also those of a message still unfinished, given how many came in frames. */
    public long receivedBytes(long frameBytes) {
        return gate == null ? frameBytes : gate.receivedBytes();
    }

    /** Bytes written and not yet taken by the socket, with Netty's overhead for each buffer. */
    public long unsentBytes() {
        return Frames.unsentBytes(ctx) + burst.bytes();
    }

    public ByteBufAllocator allocator() {
        return ctx.alloc();
    }

    /** Stops reading and decoding at once; what the peer sends stays in the kernel. */
    public void pause() {
        if (!pauseSwitch.isPaused && !gracefulClose.isBegun() && channel.isOpen()) {
            pauseSwitch.isPaused = true;
            channel.config().setAutoRead(false);
        }
    }

    /** Goes on reading, first with the frames that were decoded from bytes already here. */
    public void resume() {
        if (!pauseSwitch.isPaused) {
            return;
        }
        pauseSwitch.isPaused = false;
        if (gate == null) {
            readOn();
        } else {
            // Never decode from within a callback: a peer's thousand tiny frames would be a thousand stack frames.
            nextReopening.ask();
        }
    }

    public boolean isPaused() {
        return pauseSwitch.isPaused;
    }

    /** True once the socket is closed. */
    boolean isClosed() {
        return isClosed;
    }

    /** True once the peer has closed its side. */
    public boolean isInputClosed() {
        return isInputClosed;
    }

    /** Closes our side once everything written has been sent: the peer reads to a clean end, and may go on sending. */
    public void closeOutput() {
        burst.writeOut(ctx);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ((DuplexChannel) channel).shutdownOutput());
    }

    /** Ways to close the socket without losing what the peer is owed. */
    public GracefulClose gracefulClose() {
        return gracefulClose;
    }

    /** Looks for what the kernel tells only when asked. To be called now and then. */
    public void look() {
        gracefulClose.look();
        if (isInputClosed && !gracefulClose.isBegun() && !isClosed && TcpState.isOver(channel)) {
            // After the end of input nothing is read, so a reset has no other way to show.
            breakOff("Connection reset by peer");
        }
    }

    /** Closes the socket now; what is unsent is lost. */
    public void close() {
        ctx.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (gracefulClose.isBegun() || !channel.isActive()) {
            ReferenceCountUtil.release(message);
            return;
        }
        isInRead = true;
        listener.onFrame(gate == null ? Frames.fitted(context, (ByteBuf) message) : (ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        isInRead = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        listener.onWritabilityChanged(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            context.fireUserEventTriggered(event);
            return;
        }
        isInputClosed = true;
        // Without this the closed input stays readable for ever, and the loop with it awake.
        channel.config().setAutoRead(false);
        if (gracefulClose.isBegun()) {
            gracefulClose.onInputClosed();
        } else {
            listener.onInputClosed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        isClosed = true;
        burst.release();
        listener.onClosed();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What was unsent when we closed fails too, which says nothing of why we did.
        boolean isNoNews = cause instanceof ClosedChannelException || isBroken || isClosed;
        if (isNoNews || cause == PausableReceiveAllocator.ReadPaused.INSTANCE) {
            return;
        }
        if (cause instanceof IOException) {
            // Netty names the system call first; people want what the system said of it.
            breakOff(WireFault.describe(cause).replaceFirst("^.*: ", ""));
        } else if (!gracefulClose.isBegun()) {
            if (cause instanceof CorruptedFrameException) {
                // The decoder that throws at the end of input does not hand on the event that tells of it.
                isInputClosed = true;
                channel.config().setAutoRead(false);
            }
            WireFault fault = WireFault.of(cause, codec.messageMaxBytes());
            if (fault.kind() == WireFault.Kind.INTERNAL) {
                log.error("a connection failed by a defect of this program", cause);
            }
            listener.onFault(fault);
        }
    }

    private void breakOff(String detail) {
        isBroken = true;
        listener.onFault(new WireFault(WireFault.Kind.CONNECTION_BROKEN, detail));
        ctx.close();
    }

    /** Closes the socket once everything written has been sent. */
    void closeWhenFlushed() {
        burst.writeOut(ctx);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ctx.close());
    }

    private void reopen() {
        if (!pauseSwitch.isPaused && !isClosed && gate != null) {
            gate.reopen();
            if (!pauseSwitch.isPaused) {
                readOn();
            }
        }
    }

    private void readOn() {
        // A closed socket is gone from the system's list before its closing is announced here.
        if (!isInputClosed && channel.isOpen()) {
            channel.config().setAutoRead(true);
        }
    }
}
