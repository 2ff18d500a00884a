package dev.echobus.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory this process may take in all: that of the machine, or of its container where that is less. Read at first
 * use from Linux's files, as Java's own bean looks at much else, 20 ms of a start; without them there is no limit.
 */
public final class MemoryLimit {

    /** The limit when this process started. */
    public static final long BYTES = bytes(Path.of("/"));

    /**
     * A node by itself: the JVM, the pages of its files that it cannot do without, its code and threads, and what its
     * compilers take when load comes.
     */
    private static final long NODE_BYTES = 84L << 20;

    /** However little there is said to be. */
    private static final long LEAST_SPARE_BYTES = 16L << 20;

    private static final long NONE = Long.MAX_VALUE;

    private static final String MACHINE = "MemTotal:";
    private static final int BYTES_A_KIB = 1_024;

    private MemoryLimit() {}

    /** What the limit leaves beside the node itself, for all that connections take. */
    public static long spareBytes() {
        return spareOf(BYTES);
    }

    static long spareOf(long bytes) {
        return Math.max(LEAST_SPARE_BYTES, bytes - NODE_BYTES);
    }

    /** The least of all limits in the files below a root. */
    static long bytes(Path root) {
        long least = ofMachine(lines(root.resolve("proc/meminfo")));
        // Within a container the files of its own group lie at the top, whatever the group is called outside.
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = Math.min(least, ofGroups(root.resolve("sys/fs/cgroup"), parts[2], "memory.max"));
            } else if (List.of(parts[1].split(",", -1)).contains("memory")) {
                Path groups = root.resolve("sys/fs/cgroup/memory");
                least = Math.min(least, ofGroups(groups, parts[2], "memory.limit_in_bytes"));
            }
        }
        return least;
    }

    /** Of a group and all that it is part of (cgroups(7)). */
    private static long ofGroups(Path top, String group, String file) {
        long least = NONE;
        Path at = top.resolve(Path.of("/").relativize(Path.of(group))).normalize();
        for (; at != null && at.startsWith(top); at = at.getParent()) {
            for (String line : lines(at.resolve(file))) {
                least = Math.min(least, number(line));
            }
        }
        return least;
    }

    private static long ofMachine(List<String> figures) {
        for (String line : figures) {
            if (line.startsWith(MACHINE)) {
                long kib = number(line.substring(MACHINE.length()).replace("kB", ""));
                return kib == NONE ? NONE : kib * BYTES_A_KIB;
            }
        }
        return NONE;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException noLimit) {
            return NONE;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException noSuchFile) {
            return List.of();
        }
    }
}
