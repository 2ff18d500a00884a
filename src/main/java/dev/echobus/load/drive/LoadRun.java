package dev.echobus.load.drive;

import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.ContentionWatch;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.TimelinePoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One run: opens the connections, warms up, measures, drains. {@link #run} blocks its thread and puts together what the
 * loops hand over; {@link #stop} may come from any thread.
 */
public final class LoadRun {

    /** Between being told to start and the first send, so that all loops begin together. */
    private static final long START_DELAY_NANOS = 5_000_000;

    /** What an interrupted run leaves to what is in flight. */
    private static final long STOPPED_DRAIN_NANOS = 500_000_000;

    private static final long POLL_NANOS = 50_000_000;

    /** So long some connections may fail and none be open before the others are not tried any more. */
    private static final long UNREACHABLE_NANOS = 500_000_000;

    /** Counts are handed over at least so often, for those who watch the run. */
    private static final long TICK_MAX_NANOS = 1_000_000_000;

    private final BenchPlan plan;
    private final RunContext context;
    private final Collector collector;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** The observer hears of each second on the thread that runs. */
    public LoadRun(BenchPlan plan, Consumer<TimelinePoint> observer) {
        this.plan = plan;
        context = new RunContext(plan);
        collector = new Collector(plan, Math.min(plan.loops(), plan.connections()), observer);
    }

    /** Ends the run before its time; what was measured is still reported. */
    public void stop() {
        stopped.complete(null);
    }

    /** Runs the plan to its end. A server that cannot be reached shows in the result's connections. */
    public LoadResult run() throws InterruptedException {
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(
                    InetAddress.getByName(plan.target().host()), plan.target().port());
        } catch (UnknownHostException unknown) {
            return collector.unreachable("unknown host " + plan.target().host());
        }
        int count = Math.min(plan.loops(), plan.connections());
        var group = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("load", true), plan.transport().handlers());
        try (var watch = ContentionWatch.start(group)) {
            Instant startedAt = runOn(group, address, count);
            collector.add(watch.stop(collector.measuredFromNanos()));
            return collector.result(startedAt, stopped.isDone());
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    /** Returns when sending began. */
    private Instant runOn(EventLoopGroup group, InetSocketAddress address, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            loops.add(new LoadLoop(context, i, group.next(), address));
        }
        for (int i = 0; i < plan.connections(); i++) {
            loops.get(i % count).addSlot(i);
        }
        double connectRate = plan.pace().connectRatePerSecond() / count;
        CompletableFuture<?> opened = CompletableFuture.allOf(
                loops.stream().map(loop -> loop.open(connectRate)).toArray(CompletableFuture[]::new));
        boolean isReachable = awaitOpened(opened);
        Instant startedAt = Instant.now();
        if (isReachable && !stopped.isDone()) {
            long start = System.nanoTime() + START_DELAY_NANOS;
            long measuredFrom = start + plan.timing().warmUpNanos();
            var window = new Window(
                    start,
                    measuredFrom,
                    measuredFrom + plan.timing().measuredNanos(),
                    plan.timing().drainNanos(),
                    Math.min(plan.timelineStepNanos(), TICK_MAX_NANOS));
            collector.begin(window);
            loops.forEach(loop -> loop.start(window));
        }
        if (isReachable) {
            CompletableFuture.anyOf(stopped, context.allTurnedAway()).thenRun(this::stopLoops);
        } else {
            stopLoops();
        }
        collect();
        return startedAt;
    }

    /** Waits until each connection is open or has failed. Returns false when it is plain that none can be opened. */
    private boolean awaitOpened(CompletableFuture<?> opened) throws InterruptedException {
        var either = CompletableFuture.anyOf(opened, stopped);
        long began = System.nanoTime();
        boolean isGivenUp = false;
        while (!either.isDone() && !isGivenUp) {
            try {
                either.get(POLL_NANOS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                isGivenUp = context.isUnreachable() && System.nanoTime() - began > UNREACHABLE_NANOS;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return !context.isUnreachable();
    }

    private void stopLoops() {
        long now = System.nanoTime();
        long drainNanos = Math.min(STOPPED_DRAIN_NANOS, plan.timing().drainNanos());
        loops.forEach(loop -> loop.stop(now, drainNanos));
    }

    private void collect() throws InterruptedException {
        CompletableFuture<?> finished =
                CompletableFuture.allOf(loops.stream().map(LoadLoop::finished).toArray(CompletableFuture[]::new));
        boolean isAllCounted = false;
        while (!isAllCounted) {
            boolean wasFinished = finished.isDone();
            Interval interval = context.nextInterval(wasFinished ? 0 : POLL_NANOS);
            if (interval != null) {
                collector.add(interval);
                context.giveBack(interval);
            }
            isAllCounted = wasFinished && interval == null;
        }
        loops.forEach(loop -> collector.add(loop.finished().join()));
    }
}
