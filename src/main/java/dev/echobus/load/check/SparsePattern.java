package dev.echobus.load.check;

import dev.echobus.load.plan.Sizes;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a stamp of eight bytes and a piece of a ring of random bytes, which is sent and compared where it lies:
 * large messages take no time to make. A block is as long as it can be with each message still holding a stamp whole,
 * up to 64 KiB. Immutable.
 *
 * <p>No stamp equals that of another place or connection (up to 67 million connections of 4 PiB, in line framing
 * 65,535 of 64 TiB), so no wrong run that holds one passes. A shorter one does only if it comes from a multiple of the
 * ring's length away. That length is a prime which divides none of the run's sizes, so of messages of one size that is
 * no message less than 65,537 older; connections start at different places of the ring.
 */
final class SparsePattern implements Pattern {

    private static final int BLOCK_MIN_BYTES = 1 << 14;
    private static final int BLOCK_MAX_BYTES = 1 << 16;

    /** What a message is longer than a block at least: so it holds a whole stamp wherever it starts. */
    private static final int MARGIN_BYTES = Long.BYTES - 1;

    /** Of shorter messages the blocks would be so short that they are better made word by word. */
    static final int MESSAGE_MIN_BYTES = BLOCK_MIN_BYTES + MARGIN_BYTES;

    private static final int RING_MIN_BYTES = 65_537;

    /** Beyond these a stamp is not believed: most words that are none would name a place there. */
    private static final long NAMED_CONNECTIONS_MAX = 1 << 17;

    private static final long NAMED_POSITION_MAX = 1L << 38;

    private final int blockBytes;
    private final int ringBytes;
    private final ByteBuffer ring;
    private final long bias;
    private final BlockKeys keys;

    SparsePattern(Sizes sizes, boolean isText, long seed) {
        blockBytes = Math.min(sizes.minBytes() - MARGIN_BYTES, BLOCK_MAX_BYTES);
        ringBytes = ringBytes(sizes);
        var random = new SplittableRandom(seed);
        byte[] bytes = new byte[ringBytes];
        random.nextBytes(bytes);
        if (isText) {
            for (int i = 0; i < ringBytes; i++) {
                bytes[i] = (byte) ('0' + (bytes[i] & 63));
            }
        }
        bias = isText ? DensePattern.TEXT_BIAS : 0;
        // The start again behind the end: what lies between two stamps is contiguous.
        ring = ByteBuffer.allocateDirect(ringBytes + blockBytes)
                .put(bytes)
                .put(bytes, 0, blockBytes)
                .flip();
        keys = new BlockKeys(isText, random.nextLong());
    }

    private static int ringBytes(Sizes sizes) {
        int length = RING_MIN_BYTES;
        while (!isPrime(length) || dividesAny(length, sizes)) {
            length += 2;
        }
        return length;
    }

    private static boolean isPrime(int odd) {
        for (int factor = 3; factor * factor <= odd; factor += 2) {
            if (odd % factor == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean dividesAny(int length, Sizes sizes) {
        return sizes.all().stream().anyMatch(size -> size.bytes() % length == 0);
    }

    @Override
    public SparseStream stream(long connection) {
        return new SparseStream(this, connection);
    }

    /** The ring, and its first block again behind its end; not to be changed. */
    ByteBuffer ring() {
        return ring.duplicate();
    }

    int ringBytes() {
        return ringBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    long stamp(long connection, long block) {
        return keys.of(connection, block) + bias;
    }

    /** Every word may be a stamp: the one is right with which the most bytes agree. */
    @Override
    public @Nullable Origin originOf(Bytes bytes, int from) {
        Origin best = null;
        int most = NAMED_BYTES - 1;
        int last = Math.min(from + blockBytes, bytes.length() - Long.BYTES);
        for (int at = from; at <= last; at++) {
            long key = bytes.word(at) - bias;
            long connection = keys.connectionOf(key);
            long position = keys.blockOf(key) * blockBytes - (at - from);
            boolean isLikely = connection > 0
                    && connection <= NAMED_CONNECTIONS_MAX
                    && position >= 0
                    && position < NAMED_POSITION_MAX
                    && stamp(connection, keys.blockOf(key)) == bytes.word(at);
            if (isLikely) {
                var origin = new Origin(connection, position);
                int common = common(bytes, from, origin);
                if (common > most && common >= at - from + Long.BYTES) {
                    best = origin;
                    most = common;
                }
            }
        }
        return best;
    }
}
