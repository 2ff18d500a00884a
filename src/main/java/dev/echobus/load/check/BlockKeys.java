package dev.echobus.load.check;

/**
 * The key of each block of each connection's stream: connection and block in one number, scrambled one to one, so that
 * no two blocks have the same key and a key tells whose it is. In text six bits of each byte of a key are used, and
 * forty-eight in all. Immutable.
 */
final class BlockKeys {

    /** Above these many bits a stream is in another epoch: equal keys are then as rare as those of random numbers. */
    private static final int BINARY_BLOCK_BITS = 38;

    private static final int TEXT_BLOCK_BITS = 32;

    /** Odd, and of well mixed bits: from the mixing function of degski, of which every half word depends on the other. */
    private static final long FACTOR = 0xD6E8FEB86659FD93L;

    private static final long FACTOR_INVERSE = inverse(FACTOR);
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final boolean isText;
    private final int bits;
    private final int blockBits;
    private final long blockMask;
    private final long mask;
    private final long seed;

    BlockKeys(boolean isText, long seed) {
        this.isText = isText;
        bits = isText ? 6 * Long.BYTES : Long.SIZE;
        blockBits = isText ? TEXT_BLOCK_BITS : BINARY_BLOCK_BITS;
        blockMask = (1L << blockBits) - 1;
        mask = -1L >>> (Long.SIZE - bits);
        this.seed = seed;
    }

    long of(long connection, long block) {
        long packed = ((connection << blockBits) | (block & blockMask)) & mask;
        long connectionEpoch = connection >>> (bits - blockBits);
        long blockEpoch = block >>> blockBits;
        long key = scramble(packed ^ epochKey(connectionEpoch, blockEpoch));
        return isText ? spread(key) : key;
    }

    /** The connection and block of the first epoch that a key belongs to, in one number. */
    private long packed(long key) {
        return unscramble(isText ? gather(key) : key) ^ epochKey(0, 0);
    }

    long connectionOf(long key) {
        return packed(key) >>> blockBits;
    }

    long blockOf(long key) {
        return packed(key) & blockMask;
    }

    private long epochKey(long connectionEpoch, long blockEpoch) {
        long epoch = connectionEpoch * GOLDEN_RATIO + blockEpoch;
        return (seed + epoch * FACTOR) & mask;
    }

    private long scramble(long number) {
        return mixed(number, FACTOR);
    }

    private long unscramble(long mixed) {
        return mixed(mixed, FACTOR_INVERSE);
    }

    /** Undone by the same with the inverse factor, for folding the upper half into the lower one undoes itself. */
    private long mixed(long number, long factor) {
        int half = bits / 2;
        long mixed = number ^ (number >>> half);
        mixed = (mixed * factor) & mask;
        mixed ^= mixed >>> half;
        mixed = (mixed * factor) & mask;
        return mixed ^ (mixed >>> half);
    }

    /** Newton's method: each step doubles the low bits that are right, of which an odd number is its own has three. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int rightBits = 3; rightBits < Long.SIZE; rightBits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private static long spread(long key) {
        long spread = 0;
        for (int lane = 0; lane < Long.BYTES; lane++) {
            spread |= ((key >>> (6 * lane)) & 0x3f) << (8 * lane);
        }
        return spread;
    }

    private static long gather(long spread) {
        long key = 0;
        for (int lane = 0; lane < Long.BYTES; lane++) {
            key |= ((spread >>> (8 * lane)) & 0x3f) << (6 * lane);
        }
        return key;
    }
}
