package dev.echobus.trace;

import dev.echobus.metric.TraceSnapshot;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What has become of the spans that ended. Any thread. */
final class SpanCounts {

    /** What a thousand requests of two spans leave in the second until they are sent. */
    static final int WAITING_MAX = 2_048;

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder exported = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private volatile boolean isOver;

    /** Whether there is room for one more; one that has none is dropped. */
    boolean admit() {
        if (waiting.incrementAndGet() <= WAITING_MAX) {
            return true;
        }
        waiting.decrementAndGet();
        dropped.increment();
        return false;
    }

    /** The collector has so many. */
    void taken(int spans) {
        if (!isOver) {
            waiting.addAndGet(-spans);
            exported.add(spans);
        }
    }

    /** It has not, and will not. False when nobody asks any more. */
    boolean lost(int spans) {
        if (isOver) {
            return false;
        }
        waiting.addAndGet(-spans);
        dropped.add(spans);
        return true;
    }

    /** Gives up what still waits, and counts no more; how many those are. */
    int giveUp() {
        isOver = true;
        int left = waiting.getAndSet(0);
        dropped.add(left);
        return left;
    }

    TraceSnapshot snapshot() {
        return new TraceSnapshot(exported.sum(), dropped.sum());
    }
}
