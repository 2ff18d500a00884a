package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.echobus.config.TestConfigs;
import dev.echobus.metric.MemorySnapshot;
import dev.echobus.metric.ProcessSnapshot;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a node tells of its process lies within what the system and the JVM say of it just before and just after. */
class ProcessNumbersTest {

    /** What the system's own figure of processor time is told in. */
    private static final double TICK_SECONDS = 0.01;

    @Test
    void everyNumberIsWithinItsBounds() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of("server.host=127.0.0.1", "server.port=0", "server.drainQuietMs=0"))
                .await(30, TimeUnit.SECONDS);
        var held = ByteBufAllocator.DEFAULT.directBuffer(1 << 20);
        try {
            long cpuBefore = cpuNanos();
            ProcessSnapshot process = node.stats().process();
            double upSeconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
            assertThat(process.cpuSeconds()).isBetween(cpuBefore / 1e9 - TICK_SECONDS, cpuNanos() / 1e9 + TICK_SECONDS);
            assertThat(process.startSeconds() + upSeconds).isBetween(now() - 5, now() + 5);
            assertThat(process.gcSeconds().values())
                    .allSatisfy(seconds -> assertThat(seconds).isBetween(0.0, upSeconds));
            assertThat(process.gcRuns().values())
                    .allSatisfy(runs -> assertThat(runs).isNotNegative());
            assertThat(process.descriptorsOpen()).isCloseTo(descriptors(), within(50L));
            assertThat(process.descriptorsMax()).isEqualTo(descriptorsMax());
            assertThat(process.threads())
                    .isCloseTo(ManagementFactory.getThreadMXBean().getThreadCount(), within(20L));
            assertMemory(process.memory());
        } finally {
            held.release();
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static void assertMemory(MemorySnapshot memory) {
        assertThat(memory.used().get("heap"))
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
        for (String area : new String[] {"heap", "nonheap"}) {
            assertThat(memory.used().get(area)).isBetween(1L, memory.committed().get(area));
        }
        // Beside the heap there is no bound by default, and the JVM's -1 is no number of bytes.
        assertThat(memory.max())
                .containsEntry("heap", Runtime.getRuntime().maxMemory())
                .allSatisfy((area, bytes) -> assertThat(bytes)
                        .isGreaterThanOrEqualTo(memory.committed().get(area)));
        assertThat(memory.directUsed()).isBetween(1L << 20, memory.directMax());
        assertThat(memory.pooled().get("direct")).isBetween(1L << 20, memory.directMax());
        assertThat(memory.buffersHeld()).isBetween(0L, memory.buffersMax());
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private static long cpuNanos() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/self/stat"))
                .replaceFirst(".*\\)", "")
                .split(" ");
        return (Long.parseLong(fields[12]) + Long.parseLong(fields[13])) * (long) (TICK_SECONDS * 1e9);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static long descriptorsMax() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> Long.parseLong(
                        line.substring("Max open files".length()).strip().split(" +")[0]))
                .findFirst()
                .orElseThrow();
    }
}
