package dev.echobus.load.check;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The messages of one connection whose echo is awaited, in the order in which they were sent, and some of those before
 * them. One array that grows with what is in flight: nothing is allocated for a message. On the event loop.
 */
public final class Outstanding {

    /** For one message in flight and some before it; small, as a thousand connections share the processor's cache. */
    private static final int CAPACITY_MIN = 16;

    /** Nothing of it was wrong so far. */
    static final byte WAITING = 0;
    /** Came back, or was given up. */
    static final byte DONE = 1;
    /** Awaited, but a part of it is known to be lost: it will not count as echoed. */
    static final byte DAMAGED = 2;
    /** Another echo came in its place; if it comes as well, that one was one too many. */
    static final byte REPLACED = 3;

    /** Of a message: where it starts, when it was intended and sent, its size and state; half a line of the cache. */
    private static final int WORDS = 4;

    private static final int INTENDED = 1;
    private static final int SENT = 2;
    /** The size in the upper bits, the state in the lowest eight. */
    private static final int SIZE_AND_STATE = 3;

    private static final int STATE_BITS = 8;

    private long[] words = new long[WORDS * CAPACITY_MIN];
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
        int at = at(tail);
        words[at] = start;
        words[at + INTENDED] = intendedNanos;
        words[at + SENT] = sentNanos;
        words[at + SIZE_AND_STATE] = (long) size << STATE_BITS | WAITING;
        tail++;
        waiting++;
        waitingBytes += size;
    }

    /** Takes a message off the list: it came back, or nobody waits for it any more. */
    void finish(long message) {
        mark(message, DONE);
        waiting--;
        waitingBytes -= size(message);
        while (head < tail && state(head) == DONE) {
            head++;
        }
    }

    /** Takes a message off the list in whose place something else came. */
    void replace(long message) {
        finish(message);
        mark(message, REPLACED);
        if (replaced.isEmpty()) {
            replaced = new ArrayDeque<>();
        }
        replaced.add(new Replaced(message, intended(message)));
    }

    /** A replaced message came after all. */
    void markCome(long message) {
        mark(message, DONE);
        replaced.removeIf(it -> it.message == message);
    }

    /** Nobody waits any more for replaced messages before this one; those of them that came are not among them. */
    void giveUpReplaced(long before, EchoListener listener) {
        while (!replaced.isEmpty() && replaced.element().message < before) {
            listener.onUnanswered(replaced.remove().intendedNanos);
        }
    }

    void markDamaged(long message) {
        mark(message, DAMAGED);
    }

    boolean isDone(long message) {
        byte state = state(message);
        return state == DONE || state == REPLACED;
    }

    boolean isReplaced(long message) {
        return state(message) == REPLACED;
    }

    boolean isDamaged(long message) {
        return state(message) == DAMAGED;
    }

    /** Position of a message's first payload byte in the connection's payload stream. */
    long start(long message) {
        return words[at(message)];
    }

    int size(long message) {
        return (int) (words[at(message) + SIZE_AND_STATE] >>> STATE_BITS);
    }

    long intended(long message) {
        return words[at(message) + INTENDED];
    }

    long sent(long message) {
        return words[at(message) + SENT];
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

    private int at(long message) {
        return WORDS * ((int) message & mask);
    }

    private byte state(long message) {
        return (byte) words[at(message) + SIZE_AND_STATE];
    }

    private void mark(long message, byte state) {
        int at = at(message) + SIZE_AND_STATE;
        words[at] = words[at] >>> STATE_BITS << STATE_BITS | state;
    }

    private void grow() {
        long[] old = words;
        int oldMask = mask;
        oldestKept = oldest();
        mask = 2 * (oldMask + 1) - 1;
        words = new long[WORDS * (mask + 1)];
        for (int at = SIZE_AND_STATE; at < words.length; at += WORDS) {
            words[at] = DONE;
        }
        for (long message = oldestKept; message < tail; message++) {
            System.arraycopy(old, WORDS * ((int) message & oldMask), words, at(message), WORDS);
        }
    }
}
