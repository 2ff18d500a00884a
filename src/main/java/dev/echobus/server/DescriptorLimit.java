package dev.echobus.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections the process's limit of file descriptors leaves room for. */
final class DescriptorLimit {

    /** Event loops, jars, logs, the cluster's connections and health checks, with room to spare. */
    private static final int RESERVE = 128;

    /** What a system that names no limit is taken to allow. */
    private static final long UNKNOWN = 1_024;

    private static final int LEAST_CONNECTIONS = 16;

    /** The limit when this process started, less the reserve. */
    static final int CONNECTIONS_MAX = connections(descriptors());

    private DescriptorLimit() {}

    static int connections(long descriptors) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_CONNECTIONS, descriptors - RESERVE));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : UNKNOWN;
    }
}
