package dev.echobus.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How many connections the process's limit of file descriptors leaves room for. */
final class DescriptorLimit {

    /** Event loops, jars, logs, the cluster's connections and health checks, with room to spare. */
    private static final int RESERVE = 128;

    /** What a system that names no limit is taken to allow. */
    private static final long UNKNOWN = 1_024;

    private static final int LEAST_CONNECTIONS = 16;

    /** Linux's table of the process's limits (proc_pid_limits(5)). */
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private static final String OPEN_FILES = "Max open files";

    /** The limit when this process started, less the reserve. */
    static final int CONNECTIONS_MAX = connections(descriptors());

    private DescriptorLimit() {}

    static int connections(long descriptors) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_CONNECTIONS, descriptors - RESERVE));
    }

    private static long descriptors() {
        return ofTable().orElseGet(DescriptorLimit::ofBean);
    }

    /** What Java's bean tells too, which looks at all that a container is limited by first: 20 ms of a start. */
    private static OptionalLong ofTable() {
        try {
            return soft(Files.readAllLines(LIMITS));
        } catch (IOException noSuchTable) {
            return OptionalLong.empty();
        }
    }

    /** The limit in force, of a table of limits; empty where it tells none. */
    static OptionalLong soft(List<String> limits) {
        for (String line : limits) {
            if (line.startsWith(OPEN_FILES)) {
                String soft = line.substring(OPEN_FILES.length()).strip().split("\\s+", 2)[0];
                return soft.equals("unlimited")
                        ? OptionalLong.of(Long.MAX_VALUE)
                        : OptionalLong.of(Long.parseLong(soft));
            }
        }
        return OptionalLong.empty();
    }

    static long ofBean() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : UNKNOWN;
    }
}
