package dev.echobus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person sits at a standard stream. */
final class Terminals {

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    private Terminals() {}

    static boolean isInputTerminal() {
        return isTerminal(INPUT);
    }

    static boolean isOutputTerminal() {
        return isTerminal(OUTPUT);
    }

    static boolean isErrorTerminal() {
        return isTerminal(ERROR);
    }

    /** Only the name of the stream in the system tells. */
    private static boolean isTerminal(int descriptor) {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException noSuchName) {
            return false;
        }
    }
}
