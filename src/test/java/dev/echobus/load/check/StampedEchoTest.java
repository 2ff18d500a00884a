package dev.echobus.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.plan.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Streams of stamped echoes that are cut and changed at random: each stamp belongs to its message or to none. */
class StampedEchoTest implements StampListener {

    private static final int STAMP_BYTES = 128;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Outstanding outstanding = new Outstanding();
    private final Framing framing = new Framing(FramingKind.LENGTH, 4, "hi ", true);
    private final WireImage image = new WireImage(new DensePattern(false, seed), framing, 1);
    private final StampedEcho echoes = new StampedEcho(image, outstanding, this, new StampedEcho.Room());

    private final List<FaultKind> faults = new ArrayList<>();
    private String objection = "";
    /** Stamps themselves are changed. */
    private boolean isNoisy;

    private int echoed;
    private int unanswered;
    private int stamped;
    private int unreadable;

    @RepeatedTest(10)
    void everyMessageHasItsOwnStampHoweverTheStreamIsCut() {
        for (int round = 0; round < 30; round++) {
            feed(concat(send(1 + random.nextInt(20), 1)));
        }
        echoes.end();
        assertThat(faults).as(this::seedText).isEmpty();
        assertThat(stamped).as(this::seedText).isEqualTo((int) outstanding.tail());
        assertThat(echoed).as(this::seedText).isEqualTo(stamped);
    }

    @RepeatedTest(20)
    void aMissingMessageAmongOthersIsOneLoss() {
        List<byte[]> messages = send(20, 16);
        messages.remove(random.nextInt(19));
        assertOne(FaultKind.LOSS, messages, 19);
    }

    /** Only the first reply tells a server that knows nothing of stamps: of a later one that length says nothing. */
    @Test
    void aMissingMessageAsLongAsTheNextReplyIsALoss() {
        int prefixBytes = 3;
        List<byte[]> messages = new ArrayList<>();
        messages.add(sendOne(50));
        sendOne(prefixBytes + 200 + STAMP_BYTES);
        messages.add(sendOne(200));
        feed(concat(messages));
        echoes.end();
        assertThat(faults).as(this::seedText).containsExactly(FaultKind.LOSS);
        assertThat(echoed).as(this::seedText).isEqualTo(2);
        assertThat(unreadable).as(this::seedText).isZero();
    }

    @RepeatedTest(20)
    void aRepeatedMessageIsDuplicationAlone() {
        List<byte[]> messages = send(20, 16);
        int repeated = random.nextInt(20);
        messages.add(repeated + random.nextInt(20 - repeated), messages.get(repeated));
        assertOne(FaultKind.DUPLICATION, messages, 20);
    }

    @RepeatedTest(20)
    void messagesInAnyOtherOrderAreReorderingAlone() {
        List<byte[]> messages = send(20, 16);
        int from = random.nextInt(19);
        messages.add(from + 1 + random.nextInt(19 - from), messages.remove(from));
        assertOne(FaultKind.REORDERING, messages, 20);
    }

    @RepeatedTest(20)
    void aFlippedByteOfAPayloadIsCorruptionAlone() {
        List<byte[]> messages = send(20, 16);
        byte[] wrong = messages.get(random.nextInt(20));
        wrong[7 + random.nextInt(wrong.length - STAMP_BYTES - 7)] ^= (byte) 0x80;
        assertOne(FaultKind.CORRUPTION, messages, 19);
    }

    private void assertOne(FaultKind kind, List<byte[]> messages, int right) {
        feed(concat(messages));
        echoes.end();
        assertThat(faults).as(this::seedText).containsExactly(kind);
        assertThat(echoed).as(this::seedText).isEqualTo(right);
        assertThat(stamped).as(this::seedText).isLessThanOrEqualTo(right);
        // Once in step again, stamps go on being read.
        int before = stamped;
        feed(concat(send(50, 16)));
        assertThat(stamped).as(this::seedText).isGreaterThan(before);
    }

    @Test
    void whatTheListenerObjectsToIsAFaultOfAMessageThatIsEchoed() {
        objection = "too long";
        feed(concat(send(3, 1)));
        assertThat(faults).containsExactly(FaultKind.STAMP, FaultKind.STAMP, FaultKind.STAMP);
        assertThat(echoed).isEqualTo(3);
        assertThat(unreadable).isZero();
    }

    /** Bits of its mark, of who answered and of the lengths of names, and the highest of its times. */
    @Test
    void aFlippedBitOfAStampIsTold() {
        int[] told = {0, 8 + 3, 3 * 8 + 7, 4 * 8, 4 * 8 + 6, 4 * 8 + 7, 6 * 8, 7 * 8, 32 * 8, 48 * 8, 56 * 8};
        for (int bit : told) {
            var stamp = new Stamp();
            stamp.bytes().put(0, stamp(5));
            stamp.bytes().array()[bit / 8] ^= (byte) (0x80 >>> (bit % 8));
            assertThat(stamp.isMarked() && stamp.objection().isEmpty())
                    .as("bit " + bit)
                    .isFalse();
        }
    }

    @Test
    void behindWhatIsNoStampNothingIsRead() {
        List<byte[]> messages = send(3, 1);
        messages.get(1)[messages.get(1).length - STAMP_BYTES] ^= 1;
        feed(concat(messages));
        echoes.end();
        assertThat(faults).containsExactly(FaultKind.STAMP);
        assertThat(echoed).isEqualTo(1);
        assertThat(unreadable).isEqualTo(1);
        assertThat(unanswered).isEqualTo(2);
    }

    /** Whatever comes, it ends, and nothing wrong passes. */
    @RepeatedTest(100)
    void noiseNeverPassesAndNeverHangs() {
        isNoisy = true;
        byte[] stream = concat(send(20, 1));
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            int from = random.nextInt(stream.length);
            int count = Math.min(random.nextInt(200), stream.length - from);
            System.arraycopy(stream, random.nextInt(stream.length - count + 1), stream, from, count);
            stream[from] ^= 0x11;
        }
        feed(stream);
        echoes.end();
        assertThat(echoed + unanswered).as(this::seedText).isEqualTo(20);
        assertThat(outstanding.waiting()).as(this::seedText).isZero();
    }

    /** The number of each message is in its stamp, and is when it was intended. */
    private List<byte[]> send(int count, int sizeMin) {
        var messages = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            int size = sizeMin + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300);
            // No stamped reply is as long as another message without one.
            size -= Math.max(0, size % 256 - 99);
            messages.add(sendOne(size));
        }
        return messages;
    }

    private byte[] sendOne(int size) {
        long tail = outstanding.tail();
        long start = tail == 0 ? 0 : outstanding.start(tail - 1) + outstanding.size(tail - 1);
        outstanding.add(start, size, tail, tail);
        var echo = new Bytes();
        image.echoTo(echo, new WireImage.EchoPart(start, size, 4, image.echoBytes(size)));
        var message = ByteBuffer.allocate(4 + 3 + size + STAMP_BYTES);
        message.putInt(0x80000000 | (3 + size + STAMP_BYTES));
        for (int at = 0; at < echo.length(); at++) {
            message.put(echo.get(at));
        }
        return message.put(stamp(tail)).array();
    }

    private static byte[] stamp(long number) {
        var stamp = ByteBuffer.allocate(STAMP_BYTES).putInt(0, 0x45425331);
        for (int time : new int[] {24, 32, 48, 56}) {
            stamp.putLong(time, number);
        }
        return stamp.putLong(64, -1).array();
    }

    private void feed(byte[] stream) {
        int from = 0;
        while (from < stream.length) {
            int count = Math.min(stream.length - from, 1 + random.nextInt(random.nextBoolean() ? 100 : 65_536));
            ByteBuf data = PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(stream, from, count);
            echoes.received(data, data.nioBuffer(0, count));
            data.release();
            from += count;
        }
    }

    private static byte[] concat(List<byte[]> messages) {
        var all = new ByteArrayOutputStream();
        messages.forEach(all::writeBytes);
        return Arrays.copyOf(all.toByteArray(), all.size());
    }

    private String seedText() {
        return "seed " + seed;
    }

    @Override
    public String onStamped(Stamp stamp, long intendedNanos, long sentNanos) {
        if (!isNoisy) {
            assertThat(stamp.received()).as(this::seedText).isEqualTo(intendedNanos);
        }
        stamped++;
        return objection;
    }

    @Override
    public void onUnreadable() {
        unreadable++;
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
        faults.add(kind);
    }
}
