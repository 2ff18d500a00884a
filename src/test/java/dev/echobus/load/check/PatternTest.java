package dev.echobus.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.check.Pattern.Origin;
import dev.echobus.load.plan.Sizes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No bytes of another message, place or connection are taken for the right ones, and they say where they come from. */
class PatternTest {

    private static final long SEED = 1;
    private static final int SIZE_MAX = 200_001;
    private static final int DEPTH_MAX = 64;

    /** Bytes of a wrong echo that are compared: it is found by its first ones, or by those of the next tiny ones. */
    private static final int COMPARED_BYTES = 64;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(2 * SIZE_MAX);
    private final ByteBuf buffer = Unpooled.wrappedBuffer(memory.duplicate()).clear();

    /** A server that sends an echo that is 1 to 64 messages old, at each size: the first is replayed, or all are late. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noEchoOfAnOlderMessagePassesAtAnySizeAndDepth(boolean isText) {
        Pattern dense = new DensePattern(isText, SEED);
        Pattern sparse = Pattern.of(Sizes.of(SIZE_MAX), isText, SEED);
        List<String> passed = new ArrayList<>();
        for (int size = 1; size <= SIZE_MAX; size += isText ? 29 : 1) {
            boolean isPlain = size < SparsePattern.MESSAGE_MIN_BYTES;
            Pattern pattern = isPlain ? dense : size % 65_537 == 0 ? Pattern.of(Sizes.of(size), isText, SEED) : sparse;
            PayloadStream stream = pattern.stream(1);
            for (int depth = 1; depth <= DEPTH_MAX; depth++) {
                write(stream, 0);
                if (stream.isAt(written(), (long) depth * size)) {
                    passed.add("size " + size + ", " + depth + " older");
                }
            }
        }
        assertThat(passed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false,1", "true,1", "false,16391", "true,16391", "false,65536", "true,65536"})
    void noShiftedEchoAndNoneOfAnotherConnectionPasses(boolean isText, int size) {
        Pattern pattern = Pattern.of(Sizes.of(size), isText, SEED);
        List<String> passed = new ArrayList<>();
        for (long position = 0; position <= SIZE_MAX; position += 997) {
            write(pattern.stream(1), position);
            for (int shift = 1; shift <= DEPTH_MAX; shift++) {
                if (pattern.stream(1).isAt(written(), position + shift)) {
                    passed.add("position " + position + ", shifted by " + shift);
                }
                if (pattern.stream(1 + shift).isAt(written(), position)) {
                    passed.add("position " + position + ", of connection " + (1 + shift));
                }
            }
        }
        assertThat(passed).isEmpty();
    }

    /** Every block of many connections, from the first to the last of a stream's epoch and beyond. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noTwoBlocksHaveTheSameKey(boolean isText) {
        var keys = new BlockKeys(isText, SEED);
        Set<Long> seen = new HashSet<>();
        long blocks = isText ? 1L << 32 : 1L << 38;
        int count = 0;
        for (long connection = 1; connection < 60_000; connection += 97) {
            for (long block = 0; block < 500; block++) {
                seen.add(keys.of(connection, block));
                seen.add(keys.of(connection, blocks - 1 - block));
                seen.add(keys.of(connection, blocks + block));
                count += 3;
            }
            long key = keys.of(connection, blocks - connection);
            assertThat(keys.connectionOf(key)).isEqualTo(connection);
            assertThat(keys.blockOf(key)).isEqualTo(blocks - connection);
        }
        assertThat(seen).hasSize(count);
    }

    /** Messages that are as much older as the ring is long, and multiples of that: only the stamps differ. */
    @ParameterizedTest
    @ValueSource(ints = {16_391, 50_001, 65_537, 100_001, 131_074, 200_001})
    void stampsTellMessagesApartThatStartAtTheSamePlaceOfTheRing(int size) {
        Pattern pattern = Pattern.of(Sizes.of(size), false, SEED);
        int ringBytes = ((SparsePattern) pattern).ringBytes();
        int blockBytes = ((SparsePattern) pattern).blockBytes();
        assertThat(size % ringBytes).isNotZero();
        PayloadStream stream = pattern.stream(1);
        for (int times = 1; times <= 5; times++) {
            buffer.clear();
            stream.write(buffer, 0, size);
            assertThat(stream.isAt(written(), (long) times * ringBytes * size)).isFalse();
            // So far on, stamps stand in the same places too: nothing differs but what they say.
            assertThat(stream.isAt(written(), (long) times * ringBytes * blockBytes))
                    .isFalse();
        }
    }

    /** A prime, or a part of it might divide what messages are apart; and none of the sizes. */
    @ParameterizedTest
    @CsvSource({"16391,65537", "65537,65539", "'65537,65539',65543", "'131074,196617',65543"})
    void theRingIsAsLongAsAPrimeThatDividesNoSize(String sizes, int bytes) {
        Pattern pattern = Pattern.of(Sizes.parse(sizes), false, SEED);
        assertThat(((SparsePattern) pattern).ringBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "16391,false", "16391,true", "65536,false", "200001,true"})
    void bytesSayWhereTheyComeFrom(int size, boolean isText) {
        Pattern pattern = Pattern.of(Sizes.of(size), isText, SEED);
        int needed = pattern instanceof SparsePattern sparse
                ? sparse.blockBytes() + Pattern.NAMED_BYTES
                : Pattern.NAMED_BYTES;
        for (long position : new long[] {0, 1, 7, 8, 1_023, 65_537L * 64 + 3, (1L << 37) + 5}) {
            for (long connection : new long[] {1, 2, 59_999}) {
                buffer.clear();
                pattern.stream(connection).write(buffer, position, needed);
                var bytes = new Bytes();
                bytes.append(buffer, 0, needed);
                assertThat(pattern.originOf(bytes, 0)).isEqualTo(new Origin(connection, position));
            }
        }
    }

    /** The same bytes whichever way they are made, cut anywhere. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16_391, 65_536})
    void allWaysToMakeBytesAgree(int size) {
        PayloadStream stream = Pattern.of(Sizes.of(size), false, SEED).stream(3);
        for (int position = 0; position < 70_000; position += 1_021) {
            int bytes = 1 + position % 40_000;
            buffer.clear();
            stream.write(buffer, position, bytes);
            assertThat(stream.isAt(written(), position)).isTrue();
            for (int i = 0; i < bytes; i += 3) {
                assertThat(buffer.getByte(i)).isEqualTo(stream.at(position + i));
            }
            int changed = position % bytes;
            buffer.setByte(changed, buffer.getByte(changed) ^ 1);
            assertThat(stream.isAt(written(), position)).isFalse();
        }
    }

    @Test
    void linesHoldPrintableCharactersAlone() {
        for (int size : new int[] {1, 16_391}) {
            buffer.clear();
            Pattern.of(Sizes.of(size), true, SEED).stream(1).write(buffer, 5, 100_000);
            while (buffer.isReadable()) {
                assertThat(buffer.readByte()).isBetween((byte) '0', (byte) 'o');
            }
        }
    }

    private ByteBuffer written() {
        return memory.clear().limit(buffer.writerIndex());
    }

    private void write(PayloadStream stream, long position) {
        buffer.clear();
        stream.write(buffer, position, COMPARED_BYTES);
    }
}
