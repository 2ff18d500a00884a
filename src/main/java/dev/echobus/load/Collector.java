package dev.echobus.load;

import dev.echobus.load.Interval.Phase;
import dev.echobus.load.LoadResult.Connections;
import dev.echobus.load.LoadResult.FaultCount;
import dev.echobus.load.LoadResult.Generator;
import dev.echobus.load.LoadResult.Totals;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Puts together what the loops of a run hand over. On the thread that runs; a few numbers are kept for each second. */
final class Collector {

    private static final class Merged {
        final Interval interval;
        int loops = 1;

        Merged(Interval interval) {
            this.interval = interval;
        }
    }

    private final BenchPlan plan;
    private final int loops;
    private final Consumer<Second> observer;
    private final Histogram latency = Interval.newHistogram();
    private final Histogram uncorrected = Interval.newHistogram();
    private final List<Second> timeline = new ArrayList<>();
    /** Seconds that not all loops have handed over yet, by number. */
    private final Map<Integer, Merged> open = new HashMap<>();

    private final List<Double> loopBusy = new ArrayList<>();
    private final Tally tally = new Tally();
    private final long collectionStartMillis = collectionMillis();

    private Window window = Window.NONE;
    private Interval measured = new Interval(Phase.MEASURED, 0, 0);
    private long measuredFromNanos = Long.MAX_VALUE;
    private long measuredToNanos = Long.MIN_VALUE;
    private long drainedNanos;

    Collector(BenchPlan plan, int loops, Consumer<Second> observer) {
        this.plan = plan;
        this.loops = loops;
        this.observer = observer;
    }

    void begin(Window next) {
        window = next;
    }

    void add(Interval interval) {
        latency.add(interval.latency);
        uncorrected.add(interval.uncorrected);
        if (interval.phase == Phase.DRAIN) {
            drainedNanos = Math.max(drainedNanos, interval.endNanos - interval.startNanos);
            return;
        }
        if (interval.phase == Phase.MEASURED) {
            measured.add(interval);
            measuredFromNanos = Math.min(measuredFromNanos, interval.startNanos);
            measuredToNanos = Math.max(measuredToNanos, interval.endNanos);
        }
        Merged merged = open.get(interval.number);
        if (merged == null) {
            merged = new Merged(interval);
            open.put(interval.number, merged);
        } else {
            merged.interval.add(interval);
            merged.loops++;
        }
        if (merged.loops == loops) {
            open.remove(interval.number);
            addSecond(merged.interval);
        }
    }

    private void addSecond(Interval interval) {
        Second second = Second.of(interval, window.measuredFromNanos());
        timeline.add(second);
        observer.accept(second);
    }

    void add(Tally other) {
        tally.add(other);
        if (other.measuredNanos > 0) {
            loopBusy.add((double) other.measuredProcessorNanos / other.measuredNanos);
        }
    }

    LoadResult unreachable(String why) {
        tally.connectFailures++;
        tally.firstConnectFailure = why;
        return result(Instant.now(), false);
    }

    LoadResult result(Instant startedAt, boolean wasInterrupted) {
        open.values().stream().map(it -> it.interval).forEach(this::addSecond);
        double seconds = measuredToNanos > measuredFromNanos ? (measuredToNanos - measuredFromNanos) / 1e9 : 0;
        var totals = new Totals(
                seconds,
                measured.messagesSent,
                measured.messagesEchoed,
                measured.bytesSent,
                measured.bytesReceived,
                measured.lateSends,
                measured.heldSends,
                tally.unfinished,
                drainedNanos);
        var counts = new EnumMap<FaultKind, FaultCount>(FaultKind.class);
        tally.faults.forEach((kind, count) -> counts.put(kind, new FaultCount(count.occurrences, count.bytes)));
        return new LoadResult(
                plan,
                startedAt,
                wasInterrupted,
                totals,
                latency,
                plan.pace().isOpenLoop() ? uncorrected : latency,
                List.copyOf(timeline),
                connections(),
                counts,
                List.copyOf(tally.told),
                new Generator(List.copyOf(loopBusy), 1_000_000 * (collectionMillis() - collectionStartMillis)));
    }

    private Connections connections() {
        Collections.sort(tally.messagesByConnection);
        return new Connections(
                tally.connectTimes.getTotalCount(),
                tally.connectFailures,
                tally.connectionsLost,
                tally.connectionsReplaced,
                tally.connectTimes,
                List.copyOf(tally.messagesByConnection),
                tally.firstConnectFailure);
    }

    private static long collectionMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
