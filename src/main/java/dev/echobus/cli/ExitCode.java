package dev.echobus.cli;

/** What the program's exit status says. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    /** Usage or configuration: nothing was done. */
    static final int USAGE = 2;
    /** 128 and the signal's number, as shells have it. */
    static final int INTERRUPTED = 130;

    static final int TERMINATED = 143;

    private ExitCode() {}
}
