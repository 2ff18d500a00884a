package dev.echobus.process;

import dev.echobus.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * The classes that a node of a cluster and its guests load, in a file that the JVM maps: loading them takes most of what a
 * short process takes. Made in a few seconds by the first test that starts one, for its JDK and for this build of the
 * jar, and kept beside that.
 */
final class ClassArchive {

    private static final String NAME = "classes-" + Runtime.version() + "-";

    private ClassArchive() {}

    /** The flags by which a JVM maps it. */
    static List<String> flags() {
        return Made.FLAGS;
    }

    /** Not before it is asked for: many tests start no process. */
    private static final class Made {
        private static final List<String> FLAGS = List.of("-XX:SharedArchiveFile=" + archive());
    }

    private static Path archive() {
        try {
            Path jar = Launch.jarFile();
            // The JVM takes no archive of another file, and says so where the tests expect the program's output.
            int which = Objects.hash(jar, Files.getLastModifiedTime(jar));
            Path archive = jar.resolveSibling(NAME + Integer.toHexString(which) + ".jsa");
            // Two JVMs may run tests at a time.
            try (var lock = FileChannel.open(
                    jar.resolveSibling(NAME + "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!Files.exists(archive)) {
                    deleteThoseOfEarlierBuilds(jar.getParent());
                    make(archive);
                }
            }
            return archive;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void deleteThoseOfEarlierBuilds(Path directory) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(directory, NAME + "*.jsa")) {
            for (Path archive : archives) {
                Files.delete(archive);
            }
        }
    }

    /** Has a node answer a guest, and keeps what it has loaded by its end. */
    private static void make(Path archive) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(archive.getParent(), "classes-");
        Path made = directory.resolve("made.jsa");
        int port = FreePorts.next();
        String members = "127.0.0.1:" + port;
        var launch = Launch.withoutArchive(directory);
        try (Program node = Program.serve(
                        launch.flag("-XX:ArchiveClassesAtExit=" + made), ClusterNode.arguments(members, port));
                Program guest = Program.start(
                        launch, "bus", "request", "--cluster-members", members, "echobus.client.echo", "hello")) {
            guest.exitCode();
            node.signal("TERM");
            node.exitCode();
            Files.move(made, archive);
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
