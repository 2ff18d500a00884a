package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.channels.ClosedChannelException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last of our handlers on a connection's pipeline: hands frames to its listener, pauses and resumes reading, and
 * closes without losing a byte that is owed. What is written goes by its {@link Output}. Event loop only. Bounded by
 * {@link WireOptions}: while reading is paused nothing is read, decoded or handed on.
 */
public final class WireChannel extends ChannelInboundHandlerAdapter implements BooleanSupplier {

    private static final Logger log = LoggerFactory.getLogger(WireChannel.class);

    private final Channel channel;
    private final FrameCodec codec;
    private final Output output;
    private final HeldBytes held;
    private final InputFlow flow;
    private final InputCount input = new InputCount();

    @SuppressWarnings("NullAway.Init") // Set by handlerAdded, before any other method can be called.
    private ChannelHandlerContext ctx;

    private WireListener listener = Unheard.INSTANCE;
    private @Nullable InputGate gate;
    private @Nullable GracefulClose ending;

    /** Where lines are answered together. */
    private @Nullable LineEcho lineEcho;

    private boolean isDiscarding;
    private boolean isInputClosed;
    private boolean isBroken;
    private boolean isClosed;

    WireChannel(Channel channel, FrameCodec codec) {
        this.channel = channel;
        this.codec = codec;
        output = new Output(channel, codec);
        held = new HeldBytes(output);
        flow = new InputFlow(channel);
    }

    /** Begins to hand on what comes. To be called once, in the loop turn in which the socket was taken over. */
    public void start(WireListener connection) {
        listener = connection;
    }

    /** Passes by the gate before the decoder; there is none without a decoder. */
    void useGate(InputGate inputGate) {
        gate = inputGate;
        input.useGate(inputGate);
        held.useGate(inputGate);
        flow.useGate(inputGate);
    }

    public Output output() {
        return output;
    }

    public HeldBytes held() {
        return held;
    }

    public InputCount input() {
        return input;
    }

    /** Has short whole lines answered together from now on, each after the prefix; null has each handed on by itself. */
    public void echoLines(byte @Nullable [] prefix) {
        lineEcho = prefix == null ? null : new LineEcho(prefix, codec, output);
    }

    /** Lines came, before they are cut: takes those from the front that can be answered together. */
    void offerLines(ByteBuf lines) {
        LineEcho echo = lineEcho;
        if (echo == null || isDiscarding || !channel.isActive()) {
            return;
        }
        output.readBegins();
        int before = lines.readableBytes();
        int answered = echo.answer(lines, this);
        int bytes = before - lines.readableBytes();
        input.taken(answered, bytes);
        held.leftDecoder(bytes);
    }

    /** So many bytes of no message left the decoder. */
    void passedOver(int bytes) {
        held.leftDecoder(bytes);
    }

    void signal(WebSocketSignal signal) {
        if (!isDiscarding && channel.isActive()) {
            output.readBegins();
            listener.onSignal(signal);
        }
    }

    /** Stops reading and decoding at once; what the peer sends stays in the kernel. False when it does not read anyway. */
    public boolean pause() {
        return ending == null && flow.pause();
    }

    /** Goes on reading, first with the frames that were decoded from bytes already here. */
    public void resume() {
        flow.resume();
    }

    /** Hands on no more frames until the loop has looked at its other sockets, and then goes on by itself. */
    public void yieldTurn() {
        if (ending == null) {
            flow.yieldTurn();
        }
    }

    public boolean isPaused() {
        return flow.isHeld();
    }

    /** Whether reading is paused, for the handlers before this one. */
    @Override
    public boolean getAsBoolean() {
        return flow.isHeld();
    }

    /** True once the peer has closed its side. */
    public boolean isInputClosed() {
        return isInputClosed;
    }

    /** From now on what comes is thrown away. */
    public void discardInput() {
        isDiscarding = true;
    }

    /** Closes the socket without losing what was written; nothing more is written or handed on. Only the first counts. */
    public void end(Ending manner) {
        if (ending == null && !isClosed) {
            isDiscarding = true;
            var begun = new GracefulClose(this, channel, manner);
            ending = begun;
            begun.begin();
        }
    }

    /** After {@link #end}: lets go at once of what came of a message that is not whole. */
    public void dropUnfinished() {
        VertxSockets.removeDecoder(channel.pipeline());
        held.count();
    }

    /** False while an end waits for the peer's system to acknowledge every byte. */
    public boolean isDelivered() {
        GracefulClose begun = ending;
        return begun == null || begun.isDelivered();
    }

    /** Asks for what the kernel tells only when asked. To be called now and then. */
    public void sweep() {
        held.count();
        GracefulClose begun = ending;
        if (begun != null) {
            begun.sweep();
        } else if (isInputClosed && !isClosed && TcpState.isOver(channel)) {
            // After the end of input nothing is read, so a reset has no other way to show.
            breakOff(new WireFault(WireFault.Kind.CONNECTION_BROKEN, "Connection reset by peer"));
        }
    }

    /** Closes the socket now; what is unsent is lost. */
    public void close() {
        output.cut();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        output.attach(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var frame = (ByteBuf) message;
        int bytes = frame.readableBytes();
        if (gate != null) {
            held.leftDecoder(bytes);
        }
        if (isDiscarding || !channel.isActive()) {
            input.discarded(bytes);
            frame.release();
            return;
        }
        input.taken(1, bytes);
        output.readBegins();
        listener.onFrame(gate == null ? Frames.fitted(context, frame) : frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (output.readEnds() || gate != null) {
            held.count();
        }
        listener.onReadEnd();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        held.count();
        listener.onWritabilityChanged(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            context.fireUserEventTriggered(event);
            return;
        }
        closeInput();
        if (ending == null) {
            listener.onInputClosed();
        }
    }

    private void closeInput() {
        isInputClosed = true;
        flow.endInput();
        if (ending != null) {
            ending.onInputClosed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        isClosed = true;
        flow.onClosed();
        output.onClosed();
        held.drop();
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
        WireFault fault = WireFault.of(cause, codec.messageMaxBytes());
        if (fault.breaksConnection()) {
            breakOff(fault);
            return;
        }
        if (cause instanceof CorruptedFrameException) {
            // The decoder that throws at the end of input does not hand on the event that tells of it.
            closeInput();
        }
        if (!isDiscarding) {
            if (fault.kind() == WireFault.Kind.INTERNAL) {
                log.error("a connection failed by a defect of this program", cause);
            }
            listener.onFault(fault);
        }
    }

    private void breakOff(WireFault fault) {
        isBroken = true;
        held.onBroken(fault);
        listener.onFault(fault);
        ctx.close();
    }
}
