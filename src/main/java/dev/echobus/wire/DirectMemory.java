package dev.echobus.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.util.Map;

/** What the buffers of all sockets take, and may take outside the heap. Any thread. */
public final class DirectMemory {

    private DirectMemory() {}

    /** The most that this process may take, {@code -XX:MaxDirectMemorySize} or as much as the heap. */
    public static long maxBytes() {
        return PlatformDependent.maxDirectMemory();
    }

    /** What it takes now; 0 where the JVM alone counts that. */
    public static long usedBytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** Bytes of the allocator's chunks, by where they are: {@code heap} and {@code direct}. */
    public static Map<String, Long> pooledBytes() {
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            var metric = provider.metric();
            return Map.of("heap", metric.usedHeapMemory(), "direct", metric.usedDirectMemory());
        }
        return Map.of();
    }
}
