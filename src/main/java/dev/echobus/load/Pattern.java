package dev.echobus.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The bytes that messages are made of: random, of a period longer than what a connection may have in flight, so that
 * bytes which come back shifted, swapped or from another connection never equal those expected. Each connection starts
 * at a place of its own. One for each event loop, sent from and compared with in place, never copied.
 */
final class Pattern {

    /** A prime: no usual message size divides it, so that no two messages nearby start alike. */
    private static final int PERIOD_MIN_BYTES = 65_537;

    /** Letters, digits and two more: what may stand in a line. */
    private static final String LINE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final int periodBytes;
    private final ByteBuf ring;
    private final ByteBuffer view;

    private Pattern(int periodBytes, ByteBuf ring) {
        this.periodBytes = periodBytes;
        this.ring = ring;
        view = ring.nioBuffer(0, ring.capacity());
    }

    /** The pattern of a plan: the same for each of its loops. */
    static Pattern of(BenchPlan plan) {
        long wanted = Math.min(plan.inFlightMaxBytes(), LoadLimits.IN_FLIGHT_MAX_BYTES);
        int period = Math.max(PERIOD_MIN_BYTES, (int) wanted | 1);
        return of(period, plan.framing().isText(), plan.seed());
    }

    static Pattern of(int periodBytes, boolean isText, long seed) {
        int capacity = periodBytes + LoadLimits.WRITE_MAX_BYTES;
        ByteBuf ring = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        var random = new SplittableRandom(seed);
        byte[] period = new byte[periodBytes];
        random.nextBytes(period);
        if (isText) {
            for (int i = 0; i < periodBytes; i++) {
                period[i] = (byte) LINE_ALPHABET.charAt(period[i] & 63);
            }
        }
        // The start again behind the end: a piece of any place up to the period is contiguous.
        while (ring.writableBytes() > 0) {
            ring.writeBytes(period, 0, Math.min(periodBytes, ring.writableBytes()));
        }
        return new Pattern(periodBytes, ring);
    }

    int periodBytes() {
        return periodBytes;
    }

    /** Where in the ring a stream that starts at a place of its own has the byte of a position. */
    int placeOf(int startPlace, long position) {
        return (int) ((startPlace + position) % periodBytes);
    }

    /** The place this many bytes, at most the longest piece, behind another. */
    int advance(int place, int bytes) {
        int next = place + bytes;
        return next < periodBytes ? next : next % periodBytes;
    }

    byte at(int place) {
        return view.get(place);
    }

    /** A piece to send; the receiver releases it. */
    ByteBuf piece(int place, int bytes) {
        return ring.retainedSlice(place, bytes);
    }

    void copyTo(ByteBuf target, int place, int bytes) {
        target.writeBytes(ring, place, bytes);
    }

    /** Bytes that can be taken from a place in one piece. */
    int contiguousBytes(int place) {
        return ring.capacity() - place;
    }

    /** Compares the buffer's remaining bytes with those from a place: the index of the first that differs, or -1. */
    int mismatch(ByteBuffer received, int place) {
        view.clear().limit(place + received.remaining()).position(place);
        int index = received.mismatch(view);
        view.clear();
        return index;
    }

    void release() {
        ring.release();
    }
}
