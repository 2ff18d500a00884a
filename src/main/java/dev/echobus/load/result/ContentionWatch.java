package dev.echobus.load.result;

import dev.echobus.load.result.Contention.Sample;
import dev.echobus.load.result.KernelCounters.ThreadTime;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Samples, on a thread of its own, what keeps event loops from running; on each loop it only looks at the clock a
 * hundred times a second. Of long runs it keeps fewer samples a second.
 */
public final class ContentionWatch implements AutoCloseable {

    private static final long FIRST_PERIOD_NANOS = 100_000_000;

    /** Samples kept: an hour of them before every second one goes. */
    private static final int SAMPLES_MAX = 36_000;

    /** Time between two looks of a loop at the clock. */
    private static final long ROUND_NANOS = 10_000_000;

    private final KernelCounters counters;
    private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
    private final AtomicLong pauseNanos = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::sampleUntilStopped, "load-contention");

    /** Of the sampling thread until it has ended. */
    private final List<Sample> samples = new ArrayList<>();

    private long periodNanos = FIRST_PERIOD_NANOS;

    private ContentionWatch(KernelCounters counters) {
        this.counters = counters;
        thread.setDaemon(true);
    }

    /** Begins to watch the loops. */
    public static ContentionWatch start(Iterable<EventExecutor> loops) {
        return start(new KernelCounters(), loops);
    }

    static ContentionWatch start(KernelCounters counters, Iterable<EventExecutor> loops) {
        var watch = new ContentionWatch(counters);
        loops.forEach(loop -> {
            loop.execute(watch::addThread);
            watch.new Rounds(loop).schedule();
        });
        watch.thread.start();
        return watch;
    }

    private void addThread() {
        String name = counters.threadName();
        if (name != null) {
            threads.add(name);
        }
    }

    /**
     * Takes a last sample while the loops still live, and returns what all of them tell.
     *
     * @param originNanos from which the result's seconds count, on the clock of {@link System#nanoTime}
     */
    public Contention stop(long originNanos) throws InterruptedException {
        close();
        thread.join();
        return new Contention(samples, originNanos);
    }

    @Override
    public void close() {
        stopped.countDown();
    }

    /** Measures how late one loop comes round. On that loop. */
    private final class Rounds implements Runnable {
        private final EventExecutor loop;
        private long dueNanos;

        Rounds(EventExecutor loop) {
            this.loop = loop;
        }

        void schedule() {
            dueNanos = System.nanoTime() + ROUND_NANOS;
            loop.schedule(this, ROUND_NANOS, TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            pauseNanos.accumulateAndGet(System.nanoTime() - dueNanos, Math::max);
            if (stopped.getCount() > 0) {
                schedule();
            }
        }
    }

    private void sampleUntilStopped() {
        try {
            boolean isOver;
            do {
                isOver = stopped.await(periodNanos, TimeUnit.NANOSECONDS);
                add(sample());
            } while (!isOver);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Sample sample) {
        samples.add(sample);
        if (samples.size() == SAMPLES_MAX) {
            for (int i = 1; i <= SAMPLES_MAX / 2; i++) {
                samples.remove(i); // Every second one.
            }
            periodNanos *= 2;
        }
    }

    private Sample sample() {
        ThreadTime loop = meanLoopTime();
        Long process = counters.processNanos();
        return new Sample(
                System.nanoTime(),
                loop == null ? null : Long.valueOf(loop.waitedNanos()),
                loop == null || process == null ? null : Long.valueOf(process / threads.size() - loop.ranNanos()),
                counters.processorTicks(),
                counters.throttledNanos(),
                pauseNanos.getAndSet(0));
    }

    private @Nullable ThreadTime meanLoopTime() {
        long ran = 0;
        long waited = 0;
        int loops = 0;
        for (String name : threads) {
            ThreadTime time = counters.threadTime(name);
            if (time == null) {
                return null;
            }
            ran += time.ranNanos();
            waited += time.waitedNanos();
            loops++;
        }
        return loops == 0 ? null : new ThreadTime(ran / loops, waited / loops);
    }
}
