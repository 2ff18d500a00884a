package dev.echobus;

import dev.echobus.cli.Cli;
import java.util.Objects;

/** The program. */
public final class Main {

    /** Whether Netty tells the JDK's recorder of buffers: the first of them had the whole recorder loaded, 130 ms of it. */
    private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    public static void main(String[] args) {
        if (System.getProperty(BUFFER_EVENTS) == null) {
            System.setProperty(BUFFER_EVENTS, "false");
        }
        openJar();
        System.exit(Cli.run(args));
    }

    /**
     * Reads the names in the jar while the command line is read: for the first class or resource that is looked for, and
     * there are some of which only the libraries know, and 15,000 names take the tenth part of a short command.
     */
    private static void openJar() {
        var thread = new Thread(() -> Objects.requireNonNull(Main.class.getResource("Main.class")), "jar");
        thread.setDaemon(true);
        thread.start();
    }
}
