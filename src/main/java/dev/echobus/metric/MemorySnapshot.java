package dev.echobus.metric;

import java.util.Map;

/**
 * What a node's process has of memory at one moment, in bytes.
 *
 * @param used by part of the JVM's memory
 * @param committed what the system has given for each part
 * @param max what each part may have; without those that have no bound
 * @param pooled chunks of Netty's allocator, by where they are
 * @param directUsed what all buffers outside the heap take
 * @param directMax what they may
 * @param buffersHeld what connections of the server hold in buffers
 * @param buffersMax what they may
 */
public record MemorySnapshot(
        Map<String, Long> used,
        Map<String, Long> committed,
        Map<String, Long> max,
        Map<String, Long> pooled,
        long directUsed,
        long directMax,
        long buffersHeld,
        long buffersMax) {

    /** Of a process that nobody has looked at. */
    public static final MemorySnapshot NONE = new MemorySnapshot(Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, 0, 0);
}
