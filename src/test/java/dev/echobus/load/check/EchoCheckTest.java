package dev.echobus.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.plan.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of one connection, fed with streams that are cut, changed and mixed at random. */
class EchoCheckTest implements EchoListener {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<FaultKind> faults = new ArrayList<>();
    private final Outstanding outstanding = new Outstanding();
    private int echoed;
    private int unanswered;
    private int cutShort;

    @ParameterizedTest
    @CsvSource({"RAW,''", "LINE,''", "LINE,'got: '", "LENGTH,''", "LENGTH,'got: '", "RAW,'got: '"})
    void aRightStreamIsRightHoweverItIsCut(FramingKind kind, String prefix) {
        var image = image(new Framing(kind, 2, prefix));
        var check = new EchoCheck(image, outstanding, this);
        for (int round = 0; round < 50; round++) {
            byte[] stream = concat(send(image, 1 + random.nextInt(20), 1));
            feed(check, stream);
        }
        check.end();
        assertThat(faults).as(this::seedText).isEmpty();
        assertThat(echoed).as(this::seedText).isEqualTo((int) outstanding.tail());
    }

    @RepeatedTest(20)
    void oneFlippedByteIsOneCorruption() {
        var image = image(Plans.RAW);
        var check = new EchoCheck(image, outstanding, this);
        byte[] stream = concat(send(image, 20, 1));
        stream[random.nextInt(stream.length)] ^= (byte) 0x80;
        feed(check, stream);
        check.end();
        assertThat(faults).as(this::seedText).containsExactly(FaultKind.CORRUPTION);
        assertThat(echoed).as(this::seedText).isEqualTo(19);
        assertThat(unanswered).as(this::seedText).isOne();
    }

    @RepeatedTest(20)
    void messagesInAnyOtherOrderAreReorderingAlone() {
        var image = image(Plans.RAW);
        var check = new EchoCheck(image, outstanding, this);
        List<byte[]> messages = send(image, 20, 16);
        int from = random.nextInt(19);
        messages.add(from + 1 + random.nextInt(19 - from), messages.remove(from));
        feed(check, concat(messages));
        check.end();
        assertThat(faults).as(this::seedText).containsExactly(FaultKind.REORDERING);
        assertThat(echoed).as(this::seedText).isEqualTo(20);
    }

    @RepeatedTest(20)
    void aMissingMessageAmongOthersIsOneLoss() {
        var image = image(new Framing(FramingKind.LENGTH, 4, "hi "));
        var check = new EchoCheck(image, outstanding, this);
        List<byte[]> messages = send(image, 20, 16);
        messages.remove(random.nextInt(19));
        feed(check, concat(messages));
        check.end();
        assertThat(faults).as(this::seedText).containsExactly(FaultKind.LOSS);
        assertThat(echoed).as(this::seedText).isEqualTo(19);
        assertThat(unanswered).as(this::seedText).isOne();
    }

    @Test
    void aMissingMessageBehindWhichNothingCameIsUnansweredAlone() {
        var image = image(new Framing(FramingKind.LENGTH, 4, "hi "));
        var check = new EchoCheck(image, outstanding, this);
        List<byte[]> messages = send(image, 20, 16);
        messages.remove(19);
        feed(check, concat(messages));
        check.end();
        assertThat(faults).as(this::seedText).isEmpty();
        assertThat(unanswered).as(this::seedText).isOne();
    }

    @RepeatedTest(20)
    void aStreamThatBreaksOffIsNoFaultOfItsBytes() {
        var image = image(new Framing(FramingKind.values()[random.nextInt(3)], 2, ""));
        var check = new EchoCheck(image, outstanding, this);
        List<byte[]> messages = send(image, 20, 16);
        byte[] last = messages.remove(19);
        feed(check, concat(messages));
        feed(check, Arrays.copyOf(last, 1 + random.nextInt(last.length - 1)));
        check.end();
        assertThat(faults).as(this::seedText).isEmpty();
        assertThat(echoed).as(this::seedText).isEqualTo(19);
        assertThat(unanswered).as(this::seedText).isOne();
        assertThat(cutShort).as(this::seedText).isOne();
    }

    @RepeatedTest(20)
    void bytesCutOutOfTheMiddleAreLossAndTheRestIsRight() {
        var image = image(Plans.RAW);
        var check = new EchoCheck(image, outstanding, this);
        byte[] stream = concat(send(image, 20, 100));
        int from = random.nextInt(stream.length - 300);
        int count = 1 + random.nextInt(200);
        System.arraycopy(stream, from + count, stream, from, stream.length - from - count);
        feed(check, Arrays.copyOf(stream, stream.length - count));
        check.end();
        assertThat(faults).as(this::seedText).containsOnly(FaultKind.LOSS).hasSizeLessThanOrEqualTo(2);
        assertThat(echoed).as(this::seedText).isBetween(17, 19);
    }

    @RepeatedTest(20)
    void aRepeatedMessageIsDuplicationAlone() {
        var image = image(new Framing(FramingKind.LINE, 4, ""));
        var check = new EchoCheck(image, outstanding, this);
        List<byte[]> messages = send(image, 20, 16);
        int repeated = random.nextInt(20);
        messages.add(repeated + random.nextInt(20 - repeated), messages.get(repeated));
        feed(check, concat(messages));
        check.end();
        assertThat(faults).as(this::seedText).containsExactly(FaultKind.DUPLICATION);
        assertThat(echoed).as(this::seedText).isEqualTo(20);
    }

    /** What the check names may be beside the point here; that it ends, and lets nothing wrong pass, may not. */
    @RepeatedTest(50)
    void noiseNeverPassesAndNeverHangs() {
        var image = image(new Framing(FramingKind.values()[random.nextInt(3)], 2, ""));
        var check = new EchoCheck(image, outstanding, this);
        byte[] stream = concat(send(image, 20, 1));
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            int from = random.nextInt(stream.length);
            int count = Math.min(random.nextInt(50), stream.length - from);
            System.arraycopy(stream, random.nextInt(stream.length - count + 1), stream, from, count);
            stream[from] ^= 0x11;
        }
        feed(check, stream);
        check.end();
        assertThat(faults).as(this::seedText).isNotEmpty();
        assertThat(echoed).as(this::seedText).isLessThan(20);
        assertThat(echoed + unanswered).as(this::seedText).isEqualTo(20);
        assertThat(outstanding.waiting()).as(this::seedText).isZero();
    }

    @Test
    void bytesOfAnotherConnectionAreForeign() {
        var image = image(Plans.RAW);
        var other = new WireImage(new DensePattern(false, seed), Plans.RAW, 2);
        var check = new EchoCheck(image, outstanding, this);
        outstanding.add(0, 64, 0, 0);
        var foreign = new Bytes();
        other.echoTo(foreign, new WireImage.EchoPart(0, 64, 0, 64));
        feed(check, array(foreign));
        assertThat(faults).containsExactly(FaultKind.FOREIGN);
    }

    private WireImage image(Framing framing) {
        return new WireImage(new DensePattern(framing.isText(), seed), framing, 1);
    }

    private List<byte[]> send(WireImage image, int count, int sizeMin) {
        var messages = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            int size = sizeMin + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300);
            long tail = outstanding.tail();
            long start = tail == 0 ? 0 : outstanding.start(tail - 1) + outstanding.size(tail - 1);
            outstanding.add(start, size, 1, 1);
            var bytes = new Bytes();
            image.echoTo(bytes, new WireImage.EchoPart(start, size, 0, image.echoBytes(size)));
            messages.add(array(bytes));
        }
        return messages;
    }

    private void feed(EchoCheck check, byte[] stream) {
        int from = 0;
        while (from < stream.length) {
            int count = Math.min(stream.length - from, 1 + random.nextInt(random.nextBoolean() ? 100 : 65_536));
            ByteBuf data = PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(stream, from, count);
            check.received(data, data.nioBuffer(0, count));
            data.release();
            from += count;
        }
    }

    private static byte[] concat(List<byte[]> messages) {
        ByteBuf all = Unpooled.wrappedBuffer(messages.toArray(byte[][]::new));
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private static byte[] array(Bytes bytes) {
        byte[] array = new byte[bytes.length()];
        for (int i = 0; i < array.length; i++) {
            array[i] = bytes.get(i);
        }
        return array;
    }

    private String seedText() {
        return "seed " + seed;
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
        cutShort++;
    }

    @Override
    public void onFault(FaultKind kind, long message, long byteInMessage, FaultSize size) {
        faults.add(kind);
    }
}
