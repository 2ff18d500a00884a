package dev.echobus.bus.tap;

import java.util.concurrent.atomic.LongAdder;

/** A count that is told by its differences. Any thread; one takes at a time. */
final class Count {

    private final LongAdder total = new LongAdder();

    private long taken;

    void increment() {
        total.increment();
    }

    /** By how much it has grown since the last call. */
    long take() {
        long now = total.sum();
        long grown = now - taken;
        taken = now;
        return grown;
    }
}
