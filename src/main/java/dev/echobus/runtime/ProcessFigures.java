package dev.echobus.runtime;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.echobus.config.LiveConfig;
import dev.echobus.metric.Label;
import dev.echobus.metric.MemorySnapshot;
import dev.echobus.metric.ProcessSnapshot;
import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.DirectMemory;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the JVM tells of itself, and Netty of its memory. Any thread; asked only when somebody looks. */
final class ProcessFigures {

    private static final double MS_A_SECOND = 1e3;
    private static final String HEAP = "heap";
    private static final String NON_HEAP = "nonheap";

    private final Map<Label, String> identity;
    private final LoopProbes loops;
    private final BufferBudget buffers;
    private final LiveConfig live;

    ProcessFigures(String node, LoopProbes loops, BufferBudget buffers, LiveConfig live) {
        identity = Map.of(
                Label.NODE,
                node,
                Label.VERSION,
                StartLine.ofDefaults().version(),
                Label.JAVA,
                Runtime.version().toString());
        this.loops = loops;
        this.buffers = buffers;
        this.live = live;
    }

    ProcessSnapshot snapshot() {
        var runs = new LinkedHashMap<String, Long>();
        var seconds = new LinkedHashMap<String, Double>();
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> {
            runs.put(collector.getName(), Math.max(0, collector.getCollectionCount()));
            seconds.put(collector.getName(), Math.max(0, collector.getCollectionTime()) / MS_A_SECOND);
        });
        var system = system();
        return new ProcessSnapshot(
                identity,
                ManagementFactory.getRuntimeMXBean().getStartTime() / MS_A_SECOND,
                system == null ? 0 : system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1),
                system == null ? 0 : system.getOpenFileDescriptorCount(),
                system == null ? 0 : system.getMaxFileDescriptorCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                runs,
                seconds,
                loops.count(),
                loops.snapshot(),
                live.reloads(),
                memory());
    }

    private MemorySnapshot memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage nonHeap = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        var max = new LinkedHashMap<String, Long>();
        putBounded(max, HEAP, heap.getMax());
        putBounded(max, NON_HEAP, nonHeap.getMax());
        return new MemorySnapshot(
                Map.of(HEAP, heap.getUsed(), NON_HEAP, nonHeap.getUsed()),
                Map.of(HEAP, heap.getCommitted(), NON_HEAP, nonHeap.getCommitted()),
                max,
                DirectMemory.pooledBytes(),
                DirectMemory.usedBytes(),
                DirectMemory.maxBytes(),
                buffers.heldBytes(),
                buffers.maxBytes());
    }

    /** The JVM says -1 where there is no bound. */
    private static void putBounded(Map<String, Long> max, String area, long bytes) {
        if (bytes >= 0) {
            max.put(area, bytes);
        }
    }

    private static @Nullable UnixOperatingSystemMXBean system() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
    }
}
