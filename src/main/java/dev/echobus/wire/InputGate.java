package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a decoder and keeps the end of input behind the data: a paused decoder still holds frames, and would
 * throw them away if it learned of the end first. Also keeps a paused decoder from asking for more. Event loop only;
 * holds one event at most.
 */
final class InputGate extends ChannelDuplexHandler {

    private final BooleanSupplier isPaused;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Object heldEnd;
    private long receivedBytes;
    private long handedOnBytes;

    InputGate(BooleanSupplier isPaused) {
        this.isPaused = isPaused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Lets the decoder go on with what it holds, then hands on the end of input if it came meanwhile. */
    void reopen() {
        ChannelHandlerContext context = ctx;
        if (context == null || context.isRemoved()) {
            return;
        }
        context.fireChannelRead(Unpooled.EMPTY_BUFFER);
        if (!isPaused.getAsBoolean() && heldEnd != null) {
            Object end = heldEnd;
            heldEnd = null;
            context.fireUserEventTriggered(end);
        }
        context.fireChannelReadComplete();
    }

    /** Bytes that came, also those of messages still unfinished. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** So many of them left the decoder, in whole messages. */
    void handedOn(int bytes) {
        handedOnBytes += bytes;
    }

    /** Bytes that came and have not left the decoder. */
    long heldBytes() {
        return receivedBytes - handedOnBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        receivedBytes += read.readableBytes();
        context.fireChannelRead(Frames.fitted(context, read));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && isPaused.getAsBoolean()) {
            heldEnd = event;
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (!isPaused.getAsBoolean()) {
            context.read();
        }
    }
}
