package dev.echobus.cli;

import dev.echobus.common.FramingKind;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;

/**
 * How a node is, as the name of the thread that waits for its end: what watches the process reads it from {@code /proc},
 * without a file to write or a port to open. {@code echobus:9999:r} is a node that listens there, {@code echobus:drain} one
 * that drains. The thread shown is the one that calls, since the system's own name of a thread is set by that thread alone.
 *
 * <p>{@code src/main/c/echobus-check.c} reads them.
 */
final class StateTitle {

    /** What follows has 7 characters: Linux keeps 15, and of a longer name the JVM leaves out the middle. */
    private static final String START = "echobus:";

    private StateTitle() {}

    /** Ready, and reached at this listener. */
    static void showListening(ListenerConfig echo) {
        Thread.currentThread().setName(ofListening(echo));
    }

    /** No longer accepting. */
    static void showDraining() {
        Thread.currentThread().setName(START + "drain");
    }

    static String ofListening(ListenerConfig echo) {
        return START + echo.endpoint().port() + ":" + question(echo);
    }

    /** What may be asked there: anything, a record, or nothing, where others answer or nobody does. */
    private static char question(ListenerConfig echo) {
        if (echo.responder() != ResponderKind.ECHO) {
            return 's';
        }
        return echo.framing().kind() == FramingKind.LENGTH ? 'l' : 'r';
    }
}
