package dev.echobus.selftest;

/** One way into a node. */
public interface Way {

    /** What opens it in the configuration: {@code echo}, {@code listeners.side}, {@code gateway}, {@code gateway.web}. */
    String name();

    /** Where it is tried. */
    String address();

    /** Tries it. Blocks, for a bounded time; not to be called on an event loop. */
    Verdict attempt() throws InterruptedException;
}
