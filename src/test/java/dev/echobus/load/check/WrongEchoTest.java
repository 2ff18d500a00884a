package dev.echobus.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that replay, shift and cross echoes, at sizes and depths of every kind: found, and named. */
class WrongEchoTest implements EchoListener {

    private static final int[] SIZES = {
        1, 2, 3, 7, 8, 13, 16, 64, 1_000, 4_095, 16_390, 16_391, 16_392, 50_001, 65_537, 100_001, 131_074, 200_001
    };
    private static final int[] DEPTHS = {1, 3, 64};

    /** Wrong bytes in all that a server sends of tiny messages, so that none is right by chance. */
    private static final int WRONG_BYTES = 16;

    /** What a server sends in place of the echo of a message. */
    private interface Wrong {
        byte[] echo(WireImage image, WireImage other, long message, int size);
    }

    private final List<Fault> faults = new ArrayList<>();
    private int echoed;
    private int unanswered;

    @ParameterizedTest
    @EnumSource
    void theFirstMessageReplayedIsNamed(FramingKind kind) {
        tryAll(
                kind,
                FaultKind.DUPLICATION,
                "echo of message 1, ",
                (image, other, message, size) -> echo(image, 0, size));
    }

    @ParameterizedTest
    @EnumSource
    void theEchoOfAnotherConnectionIsNamed(FramingKind kind) {
        tryAll(
                kind,
                FaultKind.FOREIGN,
                "echo of connection 2, ",
                (image, other, message, size) -> echo(other, message * size, size));
    }

    @ParameterizedTest
    @EnumSource
    void aShiftedEchoIsFound(FramingKind kind) {
        for (int shift : new int[] {1, 8, 1_024, 65_537}) {
            tryAll(kind, null, "", (image, other, message, size) -> echo(image, message * size + shift, size));
        }
    }

    private void tryAll(FramingKind kind, FaultKind expected, String detail, Wrong wrong) {
        for (int size : SIZES) {
            for (int depth : DEPTHS) {
                String what = kind + ", size " + size + ", depth " + depth;
                faults.clear();
                run(new Framing(kind, 4, ""), size, depth, wrong);
                int wrongMessages = Math.max(1, WRONG_BYTES / size);
                assertThat(faults).as(what).isNotEmpty();
                assertThat(echoed).as(what).isLessThan(depth + wrongMessages);
                if (expected != null && size >= Pattern.NAMED_BYTES) {
                    assertThat(faults).as(what).allMatch(fault -> fault.kind() == expected);
                    assertThat(faults.get(0).detail()).as(what).startsWith(detail);
                    assertThat(faults.get(0).message()).as(what).isEqualTo(depth + 1);
                    assertThat(echoed).as(what).isEqualTo(depth);
                }
            }
        }
    }

    /** So many right echoes as the depth says, then wrong ones. */
    private void run(Framing framing, int size, int depth, Wrong wrong) {
        Pattern pattern = Pattern.of(Sizes.of(size), framing.isText(), 1);
        var image = new WireImage(pattern, framing, 1);
        var other = new WireImage(pattern, framing, 2);
        var outstanding = new Outstanding();
        var check = new EchoCheck(image, outstanding, this);
        echoed = 0;
        unanswered = 0;
        int count = depth + Math.max(1, WRONG_BYTES / size);
        for (long message = 0; message < count; message++) {
            outstanding.add(message * size, size, 1, 1);
        }
        for (long message = 0; message < count; message++) {
            feed(check, message < depth ? echo(image, message * size, size) : wrong.echo(image, other, message, size));
        }
        check.end();
        assertThat(echoed + unanswered).isEqualTo(count);
    }

    /** 65,537 messages of 64 bytes, which was once the length of a pattern that repeats. */
    @Test
    void anEchoOfVeryLongAgoIsNamed() {
        int size = 64;
        long message = 65_540;
        var image = new WireImage(Pattern.of(Sizes.of(size), false, 1), Plans.RAW, 1);
        var outstanding = new Outstanding();
        var check = new EchoCheck(image, outstanding, this);
        for (long i = 0; i < message; i++) {
            outstanding.add(i * size, size, 1, 1);
            feed(check, echo(image, i * size, size));
        }
        outstanding.add(message * size, size, 1, 1);
        feed(check, echo(image, (message - 65_537) * size, size));
        check.end();
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.DUPLICATION);
            assertThat(fault.detail()).isEqualTo("echo of message 4, 65537 older");
        });
    }

    /** The last bytes of a server's buffer are those of the message before: read short, written whole. */
    @Test
    void theStaleEndOfABufferIsFound() {
        for (int size : SIZES) {
            faults.clear();
            int stale = Math.min(size, 36);
            run(Plans.RAW, size, 1, (image, other, message, length) -> {
                byte[] echo = echo(image, message * length, length);
                byte[] before = echo(image, (message - 1) * length, length);
                System.arraycopy(before, length - stale, echo, length - stale, stale);
                return echo;
            });
            assertThat(faults).as("size " + size).isNotEmpty();
        }
    }

    private static byte[] echo(WireImage image, long start, int size) {
        ByteBuf frame = Unpooled.directBuffer();
        image.writeTo(frame, start, size);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        frame.release();
        return bytes;
    }

    private static void feed(EchoCheck check, byte[] echo) {
        ByteBuf data = Unpooled.directBuffer(echo.length).writeBytes(echo);
        check.received(data, data.nioBuffer());
        data.release();
    }

    @Override
    public void onEchoed(long intendedNanos, long sentNanos, int messages) {
        echoed += messages;
    }

    @Override
    public void onUnanswered(long intendedNanos) {
        unanswered++;
    }

    @Override
    public void onCutShort(long intendedNanos) {
        unanswered++;
    }

    @Override
    public void onFault(FaultKind kind, long message, long byteInMessage, FaultSize size) {
        faults.add(new Fault(kind, 1, message + 1, byteInMessage, size.bytes(), size.detail()));
    }
}
