package dev.echobus.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The streams that every process is given, and what is at their other end, as {@code /proc} tells it. Any thread. */
enum StandardStream {
    INPUT(0, "standard input"),
    OUTPUT(1, "standard output"),
    ERROR(2, "standard error");

    private final int descriptor;
    private final String label;

    StandardStream(int descriptor, String label) {
        this.descriptor = descriptor;
        this.label = label;
    }

    /** True when a person sits there. */
    boolean isTerminal() {
        return target().map(name -> name.startsWith("/dev/pts/") || name.startsWith("/dev/tty"))
                .orElse(false);
    }

    /**
     * True when the process was given no such stream. Its number is then free for the first file that the JVM opens,
     * which nobody meant to be read: its own modules or the program's jar. Who is given one of these to read has it
     * beside the JVM's own, under a second number.
     */
    boolean isClosed() {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return false;
        }
        return target().map(name -> isOfTheJvm(Path.of(name)) && !isOpenTwice(name))
                .orElse(true);
    }

    /** The stream's name, with that of the file where it is one: {@code /tmp/x (standard output)}. */
    @Override
    public String toString() {
        return target().filter(name -> name.startsWith("/") && !isTerminal() && !isClosed())
                .map(name -> name + " (" + label + ")")
                .orElse(label);
    }

    private Optional<String> target() {
        return targetOf(Path.of("/proc/self/fd", String.valueOf(descriptor)));
    }

    private static Optional<String> targetOf(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException | UnsupportedOperationException noSuchName) {
            return Optional.empty();
        }
    }

    private boolean isOpenTwice(String name) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(it -> !it.endsWith(String.valueOf(descriptor)))
                    .anyMatch(it -> name.equals(targetOf(it).orElse(null)));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean isOfTheJvm(Path file) {
        Stream<String> classPath =
                Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator));
        return file.startsWith(real(System.getProperty("java.home")))
                || classPath
                        .filter(entry -> !entry.isEmpty())
                        .anyMatch(entry -> real(entry).equals(file));
    }

    private static Path real(String name) {
        try {
            return Path.of(name).toRealPath();
        } catch (IOException gone) {
            return Path.of(name);
        }
    }
}
