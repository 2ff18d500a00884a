package dev.echobus.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import sun.misc.Signal;

/**
 * The signals that end a command. Tells a second wish to stop from the echo of the first: GNU timeout and whoever signals a process group deliver one
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

    /** Has each SIGINT and SIGTERM told by the exit status that it asks for, on a thread of the JVM's own. */
    static void onEach(IntConsumer told) {
        Signal.handle(new Signal("INT"), signal -> told.accept(ExitCode.INTERRUPTED));
        Signal.handle(new Signal("TERM"), signal -> told.accept(ExitCode.TERMINATED));
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
