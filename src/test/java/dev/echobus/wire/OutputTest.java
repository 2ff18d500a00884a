package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replies of one read leave together, in order, in buffers that hold little more than they fill. */
class OutputTest {

    private static final byte[] PREFIX = "> ".getBytes(StandardCharsets.UTF_8);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final List<Integer> capacities = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private boolean isStalled;
    private WireChannel wire;

    @AfterEach
    void nothingIsHeld() {
        channel.finishAndReleaseAll();
        assertThat(memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory())
                .isZero();
    }

    @Test
    void shortRepliesAreOneWrite() {
        start();
        channel.writeInbound(buffer("a\nb\nc\n"));
        assertThat(written()).containsExactly("> a\n> b\n> c\n");
    }

    @Test
    void longOnesGoBetweenThem() {
        start();
        String line = "x".repeat(Output.FRAME_MAX_BYTES);
        channel.writeInbound(buffer("a\nb\n" + line + "\nc\n"));
        assertThat(written()).containsExactly("> a\n> b\n", "> " + line + "\n", "> c\n");
    }

    @Test
    void aBurstIsBounded() {
        start();
        int lines = 2_000;
        channel.writeInbound(buffer("0123456789\n".repeat(lines)));
        List<String> written = written();
        assertThat(written).hasSizeGreaterThan(1).allMatch(part -> part.length() <= 16_384);
        assertThat(String.join("", written)).isEqualTo("> 0123456789\n".repeat(lines));
    }

    @Test
    void whatIsNotSentYetCounts() {
        start();
        wire.output().write(buffer("hello\n"));
        assertThat(wire.output().unsentBytes()).isEqualTo(6);
        wire.output().flush();
        assertThat(wire.output().unsentBytes()).isZero();
        assertThat(written()).containsExactly("hello\n");
    }

    /** Else it may be closed for what it has read already. */
    @Test
    void whoHasTakenWhatItWasSentHoldsNothing() {
        isStalled = true;
        start();
        wire.output().write(buffer("hello\n"));
        wire.output().flush();
        assertThat(wire.held().untakenBytes()).isPositive();
        isStalled = false;
        wire.output().flush();
        assertThat(wire.held().untakenBytes()).isZero();
    }

    @Test
    void whatItHasTakenMakesRoomForOthersAtOnce() {
        isStalled = true;
        start();
        var budget = new BufferBudget(() -> 1 << 20);
        wire.held().useBudget(budget);
        wire.output().write(buffer("x".repeat(100_000)));
        wire.output().flush();
        wire.held().count();
        assertThat(budget.heldBytes()).isGreaterThanOrEqualTo(100_000);
        isStalled = false;
        wire.output().flush();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aConnectionThatClosesGivesItBack() {
        start();
        wire.output().write(buffer("a\n"));
        wire.output().write(buffer("b\n"));
        wire.close();
        assertThat(wire.output().unsentBytes()).isZero();
    }

    @Test
    void whatIsOwedLeavesBeforeTheEnd() {
        start();
        wire.output().write(buffer("a\n"));
        wire.output().write(buffer("b\n"));
        wire.end(Ending.afterFlush());
        assertThat(written()).containsExactly("a\nb\n");
        assertThat(channel.isOpen()).isFalse();
    }

    /** Else a peer that sends much and then little, and reads nothing, has a buffer of 64 KiB for each byte. */
    @Test
    void buffersThatWaitAreNoLargerThanTheirBytesNeed() {
        isStalled = true;
        start();
        for (int i = 0; i < 10; i++) {
            channel.writeInbound(memory.directBuffer(65_536).writeBytes("a\nbc\n".getBytes(StandardCharsets.UTF_8)));
        }
        // The first was written when nothing waited yet.
        assertThat(capacities.subList(1, capacities.size())).hasSize(9).containsOnly("> a\n> bc\n".length());
    }

    private void start() {
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(new Socket());
        channel.pipeline().addLast("handler", new ChannelDuplexHandler());
        FrameCodec codec = FrameCodec.of(new FramingSpec(FramingKind.LINE, 4), 1 << 20);
        wire = VertxSockets.addHandlers(channel.pipeline(), codec);
        wire.start(new Prefixing(wire.output()));
    }

    private ByteBuf buffer(String text) {
        return memory.directBuffer(text.length()).writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> written() {
        List<String> texts = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            if (part.isReadable()) {
                texts.add(part.toString(StandardCharsets.UTF_8));
            }
            part.release();
        }
        return texts;
    }

    /** Sends nothing while it is stalled, and notes what it is given. */
    private final class Socket extends ChannelDuplexHandler {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            capacities.add(((ByteBuf) message).capacity());
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!isStalled) {
                ctx.flush();
            }
        }
    }

    private record Prefixing(Output output) implements WireListener {

        @Override
        public void onFrame(ByteBuf frame) {
            output.writePrefixed(PREFIX, frame);
        }

        @Override
        public void onInputClosed() {
            throw new AssertionError("the input ended");
        }

        @Override
        public void onWritabilityChanged(boolean isWritable) {
            // Nothing is paused here.
        }

        @Override
        public void onFault(WireFault fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void onClosed() {
            // Expected at the end of each test.
        }
    }
}
