package dev.echobus.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the system and the JVM's own tools tell of a process. */
record ProcessFigures(long pid) {

    /** For {@link #directBytes}. */
    static final String TRACKING = "-XX:NativeMemoryTracking=summary";

    private static final int TICKS_A_SECOND = 100;

    /** Netty's direct memory: the JVM files what is allocated by Unsafe under this name. */
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    /** Open descriptors. */
    int descriptors() {
        Path directory = Path.of("/proc/" + pid + "/fd");
        try {
            // From Linux 6.2 on it is their number; listing thousands again and again takes time from what is measured.
            long size = Files.size(directory);
            return size > 0 ? (int) size : listed(directory);
        } catch (IOException gone) {
            throw new AssertionError("no process " + pid, gone);
        }
    }

    private static int listed(Path directory) throws IOException {
        try (var listing = Files.list(directory)) {
            return (int) listing.count();
        }
    }

    /** Memory in use that is the process's own, not the kernel's for its sockets. */
    long residentBytes() {
        return status("VmRSS");
    }

    long peakResidentBytes() {
        return status("VmHWM");
    }

    /** Percent of a core over a while. */
    double cpuPercentOver(Duration time) {
        long before = ticks();
        long start = System.nanoTime();
        Waiting.pass(time);
        double seconds = (System.nanoTime() - start) / 1e9;
        return 100.0 * (ticks() - before) / TICKS_A_SECOND / seconds;
    }

    /** Bytes of live objects, after a full collection. */
    long liveHeapBytes() {
        return number(LIVE, jcmd("GC.class_histogram"));
    }

    /** Bytes of direct memory that Netty holds, its pools included. The process must have been started with TRACKING. */
    long directBytes() {
        return 1024 * number(DIRECT, jcmd("VM.native_memory", "summary"));
    }

    private long ticks() {
        String stat = read("stat");
        // The name, in brackets, may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private long status(String name) {
        return 1024 * number(Pattern.compile(name + ":\\s+(\\d+) kB"), read("status"));
    }

    private String read(String name) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + name));
        } catch (IOException gone) {
            throw new AssertionError("no process " + pid, gone);
        }
    }

    private String jcmd(String... command) {
        var all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid)));
        all.addAll(List.of(command));
        return Command.output(all);
    }

    private static long number(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
