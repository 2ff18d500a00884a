package dev.echobus.load.check;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A stamp in every word: the stream is cut into blocks of a kibibyte, and a block is a table of random words, each of
 * them XORed with a key that no other block of any connection has. Immutable.
 *
 * <p>Eight bytes in a row never equal those of another place or connection that lie at the same place of their blocks,
 * and others with a chance of 2^-64 (in line framing, whose bytes have six random bits, 2^-48). That holds for 67
 * million connections and 256 TiB each (65,535 and 4 TiB); beyond, the chance alone does. Of fewer bytes than eight each
 * equals a wrong one with a chance of 1/256 (1/64).
 */
final class DensePattern implements Pattern {

    static final int BLOCK_BYTES = 1 << DensePattern.BLOCK_SHIFT;
    static final int BLOCK_SHIFT = 10;

    private static final long SIX_BITS = 0x3f3f3f3f3f3f3f3fL;

    /** Text is made of the 64 characters from '0' on: no line feed, no space, nothing that a terminal would act on. */
    static final long TEXT_BIAS = 0x3030303030303030L;

    private final long[] table = new long[BLOCK_BYTES / Long.BYTES];
    private final long bias;
    private final BlockKeys keys;

    DensePattern(boolean isText, long seed) {
        var random = new SplittableRandom(seed);
        for (int i = 0; i < table.length; i++) {
            table[i] = random.nextLong() & (isText ? SIX_BITS : -1L);
        }
        bias = isText ? TEXT_BIAS : 0;
        keys = new BlockKeys(isText, random.nextLong());
    }

    @Override
    public DenseStream stream(long connection) {
        return new DenseStream(this, connection);
    }

    /** The words of a block, before they are XORed with its key and the bias is added; not to be changed. */
    long[] table() {
        return table;
    }

    long bias() {
        return bias;
    }

    long key(long connection, long block) {
        return keys.of(connection, block);
    }

    /** Tried for each place in a block. */
    @Override
    public @Nullable Origin originOf(Bytes bytes, int from) {
        if (bytes.length() - from < NAMED_BYTES) {
            return null;
        }
        for (int skipped = 0; skipped < Long.BYTES; skipped++) {
            long word = bytes.word(from + skipped) - bias;
            if (bias != 0 && (word & ~SIX_BITS) != 0) {
                continue;
            }
            for (int i = 0; i < table.length; i++) {
                long key = word ^ table[i];
                long position = (keys.blockOf(key) << BLOCK_SHIFT) + (long) i * Long.BYTES - skipped;
                var origin = new Origin(keys.connectionOf(key), position);
                if (position >= 0 && common(bytes, from, origin) >= NAMED_BYTES) {
                    return origin;
                }
            }
        }
        return null;
    }
}
