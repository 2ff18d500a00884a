package dev.echobus;

import dev.echobus.cli.Cli;

/** The program. */
public final class Main {

    /** Whether Netty tells the JDK's recorder of buffers: the first of them had the whole recorder loaded, 130 ms of it. */
    private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    public static void main(String[] args) {
        if (System.getProperty(BUFFER_EVENTS) == null) {
            System.setProperty(BUFFER_EVENTS, "false");
        }
        System.exit(Cli.run(args));
    }
}
