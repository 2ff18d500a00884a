package dev.echobus.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The system's own list of connections (proc(5), /proc/net/tcp). */
final class TcpTable {

    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private static final String ESTABLISHED = "01";

    private TcpTable() {}

    /** How many connections there are whose end at this port has not closed them; those among them that nobody accepted. */
    static long openAt(int port) {
        String local = ":%04X".formatted(port);
        return TABLES.stream()
                .filter(Files::exists)
                .flatMap(table -> lines(table).stream())
                .map(line -> line.strip().split(" +"))
                .filter(fields -> fields[1].endsWith(local) && fields[3].equals(ESTABLISHED))
                .count();
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
