package dev.echobus.responder;

import java.util.Arrays;

/** When the messages that wait for their replies were read and handed on, in their order: a ring that grows with them. */
final class TakenTimes {

    /** Stands for the time of a message that asked for no stamp. */
    static final long UNSTAMPED = Long.MIN_VALUE;

    private static final int WORDS = 2;

    private long[] ring = new long[WORDS];
    private int first;
    private int count;

    void add(long receivedNanos, long handedNanos) {
        if (WORDS * count == ring.length) {
            grow();
        }
        int at = (first + WORDS * count) % ring.length;
        ring[at] = receivedNanos;
        ring[at + 1] = handedNanos;
        count++;
    }

    boolean isFirstStamped() {
        return ring[first + 1] != UNSTAMPED;
    }

    long firstReceived() {
        return ring[first];
    }

    long firstHanded() {
        return ring[first + 1];
    }

    void removeFirst() {
        first = (first + WORDS) % ring.length;
        count--;
    }

    private void grow() {
        long[] longer = Arrays.copyOfRange(ring, first, first + 2 * ring.length);
        System.arraycopy(ring, 0, longer, ring.length - first, first);
        ring = longer;
        first = 0;
    }
}
