package dev.echobus.reliability;

import dev.echobus.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Work that would be another machine's: on a thread, and on threads that it starts, that get a processor when nobody else
 * wants one (nice 19), so that what others lose by it is not the processor time that it takes itself.
 */
final class Elsewhere {

    private Elsewhere() {}

    interface Work {
        void run() throws IOException;
    }

    /** Blocks until it is done; fails as it does. */
    static void run(Work work) {
        Background.run(() -> {
                    try {
                        yieldToAll();
                        work.run();
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                })
                .join();
    }

    private static void yieldToAll() throws IOException {
        String thread = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
        var renice = new ProcessBuilder("renice", "-n", "19", "-p", thread)
                .redirectErrorStream(true)
                .start();
        String said = new String(renice.getInputStream().readAllBytes());
        if (renice.onExit().join().exitValue() != 0) {
            throw new IOException("renice: " + said);
        }
    }
}
