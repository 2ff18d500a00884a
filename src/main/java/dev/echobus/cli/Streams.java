package dev.echobus.cli;

import java.io.InputStream;
import java.io.PrintStream;

/** The program's standard streams: results go to {@code out}, everything else to {@code err}. */
record Streams(InputStream in, PrintStream out, PrintStream err) {

    /** Says why the command failed, in one line. */
    void complain(String message) {
        err.println("echobus: " + message);
    }
}
