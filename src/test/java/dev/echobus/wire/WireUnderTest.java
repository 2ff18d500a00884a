package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A connection's handlers on a channel without a socket, fed by hand, and what its listener has learned. */
final class WireUnderTest implements WireListener {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final BooleanSupplier pausesAfterFrame;
    private final WireChannel wire;

    private final List<String> frames = new ArrayList<>();
    private final List<String> surprises = new ArrayList<>();
    private final List<WireFault.Kind> faults = new ArrayList<>();
    private boolean isInputClosed;
    private boolean isEchoing;

    WireUnderTest(FrameCodec codec, BooleanSupplier pausesAfterFrame) {
        this.pausesAfterFrame = pausesAfterFrame;
        channel.config().setAllocator(memory);
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        wire = VertxSockets.addHandlers(channel.pipeline(), codec);
        wire.start(this);
    }

    /** Text that stands for bytes one to one. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    ByteBuf buffer(byte[] bytes) {
        return memory.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    UnpooledByteBufAllocator allocator() {
        return memory;
    }

    /** One read, which yields these bytes. */
    void read(byte[] bytes) {
        channel.writeInbound(buffer(bytes));
    }

    /** One read, and what is written for it when each frame is written back. */
    ByteBuf echo(ByteBuf bytes) {
        isEchoing = true;
        channel.writeInbound(bytes);
        return channel.readOutbound();
    }

    void closeInput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    void resume() {
        wire.resume();
        channel.runPendingTasks();
    }

    boolean isPaused() {
        return wire.isPaused();
    }

    boolean isInputClosed() {
        return isInputClosed;
    }

    List<String> frames() {
        return frames;
    }

    List<WireFault.Kind> faults() {
        return faults;
    }

    /** Closes the channel, after which nothing may be left of all that was allocated. */
    void assertNothingIsHeld() {
        channel.finishAndReleaseAll();
        assertThat(surprises).isEmpty();
        var metric = memory.metric();
        assertThat(metric.usedDirectMemory() + metric.usedHeapMemory())
                .as("bytes never released")
                .isZero();
    }

    @Override
    public void onFrame(ByteBuf frame) {
        if (wire.isPaused() || isInputClosed) {
            surprises.add("a frame while paused, or after the end");
        }
        frames.add(text(frame));
        if (isEchoing) {
            wire.output().write(frame);
        } else {
            frame.release();
        }
        if (pausesAfterFrame.getAsBoolean()) {
            wire.pause();
        }
    }

    @Override
    public void onInputClosed() {
        isInputClosed = true;
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        surprises.add("writability, though nothing is written");
    }

    @Override
    public void onFault(WireFault fault) {
        faults.add(fault.kind());
    }

    @Override
    public void onClosed() {
        // The channel's own end is not of interest here.
    }
}
