package dev.echobus.reliability;

import dev.echobus.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Work that would be another machine's, on a thread of its own. Where it is measured what others lose by it, that thread and
 * those that it starts get a processor only while nobody else wants it (SCHED_IDLE): nice 19 keeps one until the next tick.
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
                        if (Scale.isFull()) {
                            yieldToAll();
                        }
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
        var priority = new ProcessBuilder("chrt", "--idle", "--pid", "0", thread)
                .redirectErrorStream(true)
                .start();
        String said = new String(priority.getInputStream().readAllBytes());
        if (priority.onExit().join().exitValue() != 0) {
            throw new IOException("chrt: " + said);
        }
    }
}
