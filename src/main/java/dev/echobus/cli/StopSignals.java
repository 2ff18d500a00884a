package dev.echobus.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells a second wish to stop from the echo of the first: GNU timeout and whoever signals a process group deliver one
 * signal twice within milliseconds. Any thread.
 */
final class StopSignals {

    /** People who press Ctrl-C again take longer than a machine that repeats itself. */
    static final long SAME_SIGNAL_MS = 1_000;

    private final LongSupplier nanoClock;

    private long firstNanos;
    private boolean hasCome;

    /** What a signal asks for. */
    enum Wish {
        DRAIN,
        /** The signal is the one that came before. */
        NOTHING_NEW,
        STOP_AT_ONCE
    }

    StopSignals(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A signal came: what it asks for. */
    synchronized Wish onSignal() {
        long now = nanoClock.getAsLong();
        if (!hasCome) {
            hasCome = true;
            firstNanos = now;
            return Wish.DRAIN;
        }
        return now - firstNanos < TimeUnit.MILLISECONDS.toNanos(SAME_SIGNAL_MS) ? Wish.NOTHING_NEW : Wish.STOP_AT_ONCE;
    }
}
