package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are answered together are the same lines, in the same order, as if answered one by one. */
class EchoLinesTest implements WireListener {

    private static final String PREFIX = "> ";
    private static final int LINE_MAX_BYTES = 3_000;

    /** Around the longest reply that is joined to others, and around the longest line. */
    private static final int[] LENGTHS = {
        0, 1, 63, Output.FRAME_MAX_BYTES - 4, Output.FRAME_MAX_BYTES - 3, Output.FRAME_MAX_BYTES, LINE_MAX_BYTES
    };

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private WireChannel wire = attach(LINE_MAX_BYTES);
    private String prefix = PREFIX;
    private int single;
    private boolean isOneByOne;
    private boolean pausesWhenUnwritable;
    private WireFault.Kind fault;

    @AfterEach
    void nothingIsHeld() {
        channel.finishAndReleaseAll();
        assertThat(memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyLinesInAnyPiecesComeBack(long seed) {
        var random = new Random(seed);
        var sent = new StringBuilder();
        var expected = new StringBuilder();
        int lines = 300;
        for (int i = 0; i < lines; i++) {
            String line = String.valueOf((char) ('a' + i % 26)).repeat(LENGTHS[random.nextInt(LENGTHS.length)]);
            String end = random.nextBoolean() && line.length() < LINE_MAX_BYTES - 1 ? "\r\n" : "\n";
            sent.append(line).append(end);
            expected.append(PREFIX).append(line).append(end);
        }
        int pieceMax = random.nextBoolean() ? 50 : 20_000;
        for (int from = 0, to; from < sent.length(); from = to) {
            to = Math.min(sent.length(), from + 1 + random.nextInt(pieceMax));
            isOneByOne = random.nextInt(4) == 0;
            read(sent.substring(from, to));
        }
        assertThat(written()).isEqualTo(expected.toString());
        assertThat(together() + single).isEqualTo(lines);
        assertThat(together()).isPositive();
        assertThat(single).isPositive();
    }

    @Test
    void shortLinesAreNotCut() {
        read("a\nb\nunfin");
        read("ished\nc\n");
        assertThat(written()).isEqualTo("> a\n> b\n> unfinished\n> c\n");
        // The unfinished one was looked at before: its search is not begun again.
        assertThat(together()).isEqualTo(3);
        assertThat(single).isEqualTo(1);
    }

    @Test
    void aPauseLeavesTheRestWhereItIs() {
        pausesWhenUnwritable = true;
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        read("0123456789\n".repeat(10_000));
        assertThat(wire.isPaused()).isTrue();
        int before = together();
        assertThat(before).isLessThan(2_000);
        read("more\n");
        assertThat(together() + single).isEqualTo(before);
        var all = new StringBuilder(written());
        while (wire.isPaused()) {
            wire.resume();
            channel.runPendingTasks();
            all.append(written());
        }
        assertThat(all.toString()).isEqualTo("> 0123456789\n".repeat(10_000) + "> more\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {Output.FRAME_MAX_BYTES - 1, Output.FRAME_MAX_BYTES, Output.FRAME_MAX_BYTES + 1, 10_000})
    void aLongPrefixLeavesNoRoomToJoin(int prefixBytes) {
        prefix = "p".repeat(prefixBytes);
        read("a\nb\n\n");
        assertThat(written()).isEqualTo(prefix + "a\n" + prefix + "b\n" + prefix + "\n");
    }

    @Test
    void theLongestLineMayEndInACarriageReturn() {
        wire = attach(5);
        read("12345\r");
        read("\n12345\r\n12345\n");
        assertThat(written()).isEqualTo("> 12345\r\n> 12345\r\n> 12345\n");
        assertThat(fault).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok\n123456\nlater\n", "ok\n123456\r\nlater\n", "ok\n123456", "ok\n12345\r\r"})
    void aLineThatIsTooLongEndsItAll(String text) {
        wire = attach(5);
        read(text);
        read("after\n");
        assertThat(written()).isEqualTo("> ok\n");
        assertThat(fault).isEqualTo(WireFault.Kind.MESSAGE_TOO_LARGE);
    }

    private WireChannel attach(int lineMaxBytes) {
        channel.config().setAllocator(memory);
        while (channel.pipeline().last() != null) {
            channel.pipeline().removeLast();
        }
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        FrameCodec codec = FrameCodec.of(new FramingSpec(FramingKind.LINE, 4), lineMaxBytes);
        WireChannel attached = VertxSockets.addHandlers(channel.pipeline(), codec);
        attached.start(this);
        return attached;
    }

    private void read(String text) {
        wire.echoLines(isOneByOne ? null : bytes(prefix));
        channel.writeInbound(memory.directBuffer(text.length()).writeBytes(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String written() {
        var text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(StandardCharsets.US_ASCII));
            part.release();
        }
        return text.toString();
    }

    /** Lines that were answered without having been handed on; all are after the same prefix. */
    private int together() {
        assertThat(wire.output().writtenBytes() - wire.input().messageBytes())
                .isEqualTo(wire.input().messages() * prefix.length());
        return (int) wire.input().messages() - single;
    }

    @Override
    public void onFrame(ByteBuf frame) {
        single++;
        wire.output().writePrefixed(bytes(prefix), frame);
    }

    @Override
    public void onInputClosed() {
        // Not of interest here.
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        if (pausesWhenUnwritable && !isWritable) {
            wire.pause();
        }
    }

    @Override
    public void onFault(WireFault found) {
        fault = found.kind();
    }

    @Override
    public void onClosed() {
        // Not of interest here.
    }
}
