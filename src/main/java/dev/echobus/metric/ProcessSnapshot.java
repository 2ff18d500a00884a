package dev.echobus.metric;

import java.util.Map;

/**
 * What a node's process is and has taken until one moment.
 *
 * @param identity what the process is, such as the node's name and its version
 * @param startSeconds when it started, since 1970
 * @param gcRuns of each garbage collector
 * @param gcSeconds what they took
 * @param eventLoops how many there are
 * @param loopLag how late a timer ran on its event loop
 * @param reloads how often settings were put in force after the start
 */
public record ProcessSnapshot(
        Map<Label, String> identity,
        double startSeconds,
        double cpuSeconds,
        long descriptorsOpen,
        long descriptorsMax,
        long threads,
        Map<String, Long> gcRuns,
        Map<String, Double> gcSeconds,
        long eventLoops,
        Times loopLag,
        long reloads,
        MemorySnapshot memory) {

    /** Of a process that nobody has looked at. */
    public static final ProcessSnapshot NONE =
            new ProcessSnapshot(Map.of(), 0, 0, 0, 0, 0, Map.of(), Map.of(), 0, Times.NONE, 0, MemorySnapshot.NONE);
}
