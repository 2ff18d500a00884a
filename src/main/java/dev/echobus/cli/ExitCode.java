package dev.echobus.cli;

/** What the program's exit status says. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    /** Usage or configuration: nothing was done. */
    static final int USAGE = 2;
    /** A threshold was missed. */
    static final int MISSED = 3;
    /** Echoed bytes differ from those sent. */
    static final int DIFFERENT = 4;
    /** 128 and the signal's number, as shells have it. */
    static final int INTERRUPTED = 130;

    static final int TERMINATED = 143;

    private ExitCode() {}
}
