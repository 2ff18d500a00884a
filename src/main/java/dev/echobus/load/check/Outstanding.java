package dev.echobus.load.check;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * The messages of one connection whose echo is awaited, in the order in which they were sent, and some of those before
 * them. Parallel arrays that grow with what is in flight: nothing is allocated for a message. On the event loop.
 */
public final class Outstanding {

    private static final int CAPACITY_MIN = 64;

    /** Nothing of it was wrong so far. */
    static final byte WAITING = 0;
    /** Came back, or was given up. */
    static final byte DONE = 1;
    /** Awaited, but a part of it is known to be lost: it will not count as echoed. */
    static final byte DAMAGED = 2;
    /** Another echo came in its place; if it comes as well, that one was one too many. */
    static final byte REPLACED = 3;

    private long[] starts = new long[CAPACITY_MIN];
    private int[] sizes = new int[CAPACITY_MIN];
    private long[] intended = new long[CAPACITY_MIN];
    private long[] sent = new long[CAPACITY_MIN];
    private byte[] states = new byte[CAPACITY_MIN];
    private int mask = CAPACITY_MIN - 1;

    private record Replaced(long message, long intendedNanos) {}

    private static final Queue<Replaced> NONE = new ArrayDeque<>(0);

    /** Those that may come yet; as many as a diagnosis looks back. */
    private Queue<Replaced> replaced = NONE;

    private long oldestKept;
    private long head;
    private long tail;
    private int waiting;
    private long waitingBytes;

    /** Number of the first message that is awaited; {@link #tail} when none is. */
    long head() {
        return head;
    }

    /** Number of the message that is sent next. */
    long tail() {
        return tail;
    }

    /** Number of the oldest message that is still known. */
    long oldest() {
        return Math.max(oldestKept, tail - mask - 1);
    }

    /** Messages that are awaited. */
    public int waiting() {
        return waiting;
    }

    /** Payload bytes of those. */
    public long waitingBytes() {
        return waitingBytes;
    }

    /**
     * A message was sent.
     *
     * @param start position of its payload in the stream of its connection
     * @param size of its payload, in bytes
     * @param intendedNanos when it was to be sent, on the clock of {@link System#nanoTime}
     * @param sentNanos when it was
     */
    public void add(long start, int size, long intendedNanos, long sentNanos) {
        if (tail - head > mask - CAPACITY_MIN / 4) {
            grow();
        }
        int slot = (int) tail & mask;
        starts[slot] = start;
        sizes[slot] = size;
        intended[slot] = intendedNanos;
        sent[slot] = sentNanos;
        states[slot] = WAITING;
        tail++;
        waiting++;
        waitingBytes += size;
    }

    /** Takes a message off the list: it came back, or nobody waits for it any more. */
    void finish(long message) {
        int slot = (int) message & mask;
        states[slot] = DONE;
        waiting--;
        waitingBytes -= sizes[slot];
        while (head < tail && states[(int) head & mask] == DONE) {
            head++;
        }
    }

    /** Takes a message off the list in whose place something else came. */
    void replace(long message) {
        finish(message);
        states[(int) message & mask] = REPLACED;
        if (replaced.isEmpty()) {
            replaced = new ArrayDeque<>();
        }
        replaced.add(new Replaced(message, intended(message)));
    }

    /** A replaced message came after all. */
    void markCome(long message) {
        states[(int) message & mask] = DONE;
        replaced.removeIf(it -> it.message == message);
    }

    /** Nobody waits any more for replaced messages before this one; those of them that came are not among them. */
    void giveUpReplaced(long before, EchoListener listener) {
        while (!replaced.isEmpty() && replaced.element().message < before) {
            listener.onUnanswered(replaced.remove().intendedNanos);
        }
    }

    void markDamaged(long message) {
        states[(int) message & mask] = DAMAGED;
    }

    boolean isDone(long message) {
        byte state = states[(int) message & mask];
        return state == DONE || state == REPLACED;
    }

    boolean isReplaced(long message) {
        return states[(int) message & mask] == REPLACED;
    }

    boolean isDamaged(long message) {
        return states[(int) message & mask] == DAMAGED;
    }

    /** Position of a message's first payload byte in the connection's payload stream. */
    long start(long message) {
        return starts[(int) message & mask];
    }

    int size(long message) {
        return sizes[(int) message & mask];
    }

    long intended(long message) {
        return intended[(int) message & mask];
    }

    long sent(long message) {
        return sent[(int) message & mask];
    }

    /** Number of the message that a position of the payload stream belongs to, or -1 if that is not known any more. */
    long messageAt(long position) {
        for (long message = oldest(); message < tail; message++) {
            if (position >= start(message) && position < start(message) + size(message)) {
                return message;
            }
        }
        // Messages of one size start at multiples of it.
        int size = tail > 0 ? size(tail - 1) : 0;
        boolean isOneSize = size > 0 && start(tail - 1) == (tail - 1) * size;
        return isOneSize ? position / size : -1;
    }

    private void grow() {
        int capacity = 2 * (mask + 1);
        long[] newStarts = new long[capacity];
        int[] newSizes = new int[capacity];
        long[] newIntended = new long[capacity];
        long[] newSent = new long[capacity];
        byte[] newStates = new byte[capacity];
        Arrays.fill(newStates, DONE);
        for (long message = oldest(); message < tail; message++) {
            int slot = (int) message & (capacity - 1);
            newStarts[slot] = start(message);
            newSizes[slot] = size(message);
            newIntended[slot] = intended(message);
            newSent[slot] = sent(message);
            newStates[slot] = states[(int) message & mask];
        }
        oldestKept = oldest();
        starts = newStarts;
        sizes = newSizes;
        intended = newIntended;
        sent = newSent;
        states = newStates;
        mask = capacity - 1;
    }
}
