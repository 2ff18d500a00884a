package dev.echobus.load.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.echobus.load.result.Contention.Sample;
import dev.echobus.load.result.KernelCounters.ProcessorTicks;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is made of samples of the kernel's counters, and that they are of the loops. */
class ContentionTest {

    private static final long SECOND = 1_000_000_000;

    private final Contention contention = new Contention(
            List.of(
                    new Sample(9 * SECOND, 0L, 0L, new ProcessorTicks(0, 1_000), 0L, 5),
                    new Sample(11 * SECOND, SECOND / 2, SECOND, new ProcessorTicks(20, 1_200), 0L, 700),
                    new Sample(12 * SECOND, SECOND, SECOND, new ProcessorTicks(20, 1_300), SECOND / 4, 30)),
            10 * SECOND);

    @Test
    void aCounterGrowsEvenlyBetweenSamples() {
        assertThat(contention.waitShare(0, 1)).isCloseTo(0.25, within(1e-9));
        assertThat(contention.waitShare(1, 2)).isCloseTo(0.5, within(1e-9));
        assertThat(contention.waitShare(0.5, 1.5)).isCloseTo(0.375, within(1e-9));
        assertThat(contention.otherThreadsShare(-1, 1)).isCloseTo(0.5, within(1e-9));
        assertThat(contention.otherThreadsShare(1, 2)).isZero();
        assertThat(contention.stolenShare(-1, 1)).isCloseTo(0.1, within(1e-9));
        assertThat(contention.stolenShare(1, 2)).isZero();
        assertThat(contention.throttledShare(1, 2)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void theLongestPauseIsOfThatTime() {
        assertThat(contention.longestPauseNanos(-2, 0)).isEqualTo(5);
        assertThat(contention.longestPauseNanos(0, 2)).isEqualTo(700);
        assertThat(contention.longestPauseNanos(1, 2)).isEqualTo(30);
    }

    @Test
    void whatWasNotSampledIsUnknown() {
        assertThat(contention.waitShare(3, 4)).isNull();
        assertThat(contention.waitShare(1, 1)).isNull();
        assertThat(Contention.unknown().waitShare(0, 1)).isNull();
        var partly = new Contention(
                List.of(new Sample(0, 1L, 1L, null, null, 0), new Sample(SECOND, null, null, null, null, 0)), 0);
        assertThat(partly.waitShare(0, 1)).isNull();
        assertThat(partly.otherThreadsShare(0, 1)).isNull();
        assertThat(partly.stolenShare(0, 1)).isNull();
        assertThat(partly.throttledShare(0, 1)).isNull();
    }

    @Test
    void aSystemWithoutSuchCountersLeavesItUnknown() throws InterruptedException {
        var nowhere = new KernelCounters(Path.of("/nonexistent"), Path.of("/nonexistent"));
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var watch = ContentionWatch.start(nowhere, group);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        assertThat(watch.stop(0).waitShare(-1e9, 1e9)).isNull();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theWaitOfALoopIsWhatTheKernelSays() throws InterruptedException, ExecutionException {
        var counters = new KernelCounters();
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var loop = group.next();
        String name = Objects.requireNonNull(loop.submit(counters::threadName).get());
        long from = System.nanoTime();
        long before = Objects.requireNonNull(counters.threadTime(name)).waitedNanos();
        var watch = ContentionWatch.start(counters, group);
        loop.submit(() -> {
                    long end = System.nanoTime() + SECOND / 2;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                })
                .get();
        double seconds = (System.nanoTime() - from) / 1e9;
        // The loop's probe comes round, and is sampled, within a tenth of a second each.
        loop.schedule(() -> {}, 1, TimeUnit.SECONDS).get();
        Contention found = watch.stop(from);
        long after = Objects.requireNonNull(counters.threadTime(name)).waitedNanos();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        assertThat(Objects.requireNonNull(found.waitShare(0, seconds)) * seconds * 1e9)
                .isBetween(0.0, (double) (after - before));
        // The loop did not come round while it was busy with its own task.
        assertThat(found.longestPauseNanos(0, seconds + 1)).isGreaterThan(SECOND / 4);
    }
}
