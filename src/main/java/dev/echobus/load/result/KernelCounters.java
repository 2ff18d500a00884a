package dev.echobus.load.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux counts of the time in which threads could run and did not: see schedstat and cpu.stat in the kernel's
 * documentation (scheduler/sched-stats, cgroup-v2, cgroup-v1/cpuacct). Every figure is null where it cannot be read. Any
 * thread; each call reads small files.
 */
public final class KernelCounters {

    /**
     * Time of all processors since the system started.
     *
     * @param stolen what the hypervisor gave to others
     * @param all in the same unit
     */
    public record ProcessorTicks(long stolen, long all) {}

    /** Fields of the line {@code cpu} in /proc/stat before those of guests, which others contain: up to stolen time. */
    private static final int TICK_FIELDS = 8;

    private static final long MICRO_NANOS = 1_000;

    private final Path processes;
    private final List<Path> quotas;

    /** Those of this process. */
    KernelCounters() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    KernelCounters(Path processes, Path groups) {
        this.processes = processes;
        quotas = quotas(groups, lines(processes.resolve("self/cgroup")));
    }

    /** The name of the calling thread for {@link #threadTime}, or null. */
    @Nullable
    String threadName() {
        try {
            return Files.readSymbolicLink(processes.resolve("thread-self")).toString();
        } catch (IOException | UnsupportedOperationException notLinux) {
            return null;
        }
    }

    /**
     * What a thread had of the processors in its life.
     *
     * @param ranNanos for which it ran
     * @param waitedNanos for which it could have run, and waited for a processor
     */
    record ThreadTime(long ranNanos, long waitedNanos) {}

    @Nullable
    ThreadTime threadTime(String threadName) {
        List<String> lines = lines(processes.resolve(threadName).resolve("schedstat"));
        long[] fields = lines.isEmpty() ? new long[0] : numbers(lines.get(0), 0);
        // A kernel that does not count says that the thread has never run.
        return fields.length < 2 || fields[0] == 0 ? null : new ThreadTime(fields[0], fields[1]);
    }

    /** Processor time of all threads of this process, those that have ended too. */
    @Nullable
    Long processNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(null);
    }

    @Nullable
    ProcessorTicks processorTicks() {
        List<String> lines = lines(processes.resolve("stat"));
        if (lines.isEmpty() || !lines.get(0).startsWith("cpu ")) {
            return null;
        }
        long[] fields = numbers(lines.get(0), 1);
        return fields.length < TICK_FIELDS
                ? null
                : new ProcessorTicks(
                        fields[TICK_FIELDS - 1],
                        Arrays.stream(fields, 0, TICK_FIELDS).sum());
    }

    /** How long the quotas of this process's control groups have held it back. */
    @Nullable
    Long throttledNanos() {
        Long sum = null;
        for (Path quota : quotas) {
            for (String line : lines(quota)) {
                long factor = line.startsWith("throttled_usec ")
                        ? MICRO_NANOS
                        : line.startsWith("throttled_time ") ? 1 : 0; // Nanoseconds in version 1.
                if (factor > 0) {
                    sum = (sum == null ? 0 : sum) + factor * numbers(line, 1)[0];
                }
            }
        }
        return sum;
    }

    /** The files of the group and of those around it, as a container sees them too: there its path may not exist. */
    private static List<Path> quotas(Path groups, List<String> memberships) {
        var found = new ArrayList<Path>();
        for (String membership : memberships) {
            String[] parts = membership.split(":", 3);
            if (parts.length < 3
                    || !(parts[1].isEmpty() || List.of(parts[1].split(",")).contains("cpu"))) {
                continue;
            }
            for (String mount : parts[1].isEmpty() ? List.of("", "unified") : List.of(parts[1], "cpu,cpuacct", "cpu")) {
                Path root = groups.resolve(mount);
                Path group = root.resolve(parts[2].substring(1)).normalize();
                while (group != null && group.startsWith(root) && !group.equals(root)) {
                    addIfThere(found, group.resolve("cpu.stat"));
                    group = group.getParent();
                }
                addIfThere(found, root.resolve("cpu.stat"));
            }
        }
        return found;
    }

    /** The same group may be found by several names. */
    private static void addIfThere(List<Path> found, Path file) {
        try {
            Path real = file.toRealPath();
            if (!found.contains(real)) {
                found.add(real);
            }
        } catch (IOException missing) {
            // Not each group has it, and the names are guesses.
        }
    }

    private static long[] numbers(String line, int from) {
        try {
            return Stream.of(line.strip().split(" +"))
                    .skip(from)
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException unknownFormat) {
            return new long[0];
        }
    }

    /** Empty for what cannot be read: on another system, or where it is hidden. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
