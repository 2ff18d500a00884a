package dev.echobus.load.drive;

import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.Contention;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.LoadResult.Connections;
import dev.echobus.load.result.LoadResult.FaultCount;
import dev.echobus.load.result.LoadResult.Generator;
import dev.echobus.load.result.LoadResult.Totals;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.TimelinePoint;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Puts together what the loops of a run hand over. On the thread that runs; a few numbers are kept for each point. */
final class Collector {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final BenchPlan plan;
    private final boolean isOpenLoop;
    private final Histogram latency = Interval.newHistogram();
    private final Histogram uncorrected = Interval.newHistogram();
    private final Timeline seconds;
    private final Timeline steps;
    private final List<TimelinePoint> points = new ArrayList<>();
    private final List<Percents> pointLatencies = new ArrayList<>();

    private final List<Double> loopBusy = new ArrayList<>();
    private final Tally tally;
    private final long collectionStartMillis = collectionMillis();
    private final Interval measured = new Interval();
    private final Interval drain = new Interval();

    private Contention contention = Contention.unknown();

    /** The observer hears of each second, and of the rest of one. */
    Collector(BenchPlan plan, int loops, Consumer<TimelinePoint> observer) {
        this.plan = plan;
        isOpenLoop = plan.pace().isOpenLoop();
        tally = new Tally(plan.timelineStepNanos());
        seconds = new Timeline(SECOND_NANOS, plan, loops, (point, percents) -> observer.accept(point));
        steps = new Timeline(plan.timelineStepNanos(), plan, loops, (point, percents) -> {
            points.add(point);
            pointLatencies.add(percents);
        });
    }

    void begin(Window window) {
        seconds.begin(window);
        steps.begin(window);
    }

    void add(Interval interval) {
        latency.add(interval.latency);
        if (isOpenLoop) {
            uncorrected.add(interval.uncorrected);
        }
        switch (interval.phase) {
            case WARM_UP -> addToTimelines(interval);
            case MEASURED -> {
                measured.addCounts(interval);
                addToTimelines(interval);
            }
            case DRAIN -> {
                drain.add(interval);
                drain.endNanos = Math.max(drain.endNanos, interval.endNanos - interval.startNanos);
            }
        }
    }

    private void addToTimelines(Interval interval) {
        seconds.add(interval);
        steps.add(interval);
    }

    void add(Tally other) {
        tally.add(other);
        if (other.measuredNanos > 0) {
            loopBusy.add((double) other.measuredProcessorNanos / other.measuredNanos);
        }
    }

    /** Takes what kept the loops from running. */
    void add(Contention found) {
        contention = found;
    }

    /** Where the measured time began; known once the loops have ended. */
    long measuredFromNanos() {
        return tally.window.measuredFromNanos();
    }

    LoadResult unreachable(String why) {
        tally.connectFailures++;
        tally.firstConnectFailure = why;
        return result(Instant.now(), false);
    }

    LoadResult result(Instant startedAt, boolean wasInterrupted) {
        Window window = tally.window;
        seconds.finish(window);
        steps.finish(window);
        long measuredNanos = window.measuredToNanos() - window.measuredFromNanos();
        tally.unanswered.recordTo(latency, measuredNanos + window.drainNanos());
        var totals = new Totals(
                measuredNanos / 1e9,
                latency.getTotalCount(),
                measured.messagesSent,
                measured.messagesEchoed,
                tally.unanswered.total(),
                tally.cutShort,
                tally.unansweredInWarmUp,
                measured.bytesSent,
                measured.bytesReceived,
                measured.lateSends,
                measured.heldSends,
                drain.endNanos);
        var counts = new EnumMap<FaultKind, FaultCount>(FaultKind.class);
        tally.faults.forEach((kind, count) -> counts.put(kind, new FaultCount(count.occurrences, count.bytes)));
        return new LoadResult(
                plan,
                startedAt,
                wasInterrupted,
                totals,
                latency,
                isOpenLoop ? uncorrected : latency,
                timeline(measuredNanos, window.drainNanos()),
                connections(),
                counts,
                List.copyOf(tally.firstFaults),
                new Generator(
                        List.copyOf(loopBusy), 1_000_000 * (collectionMillis() - collectionStartMillis), contention),
                plan.framing().isStamped() ? HopRecorder.together(tally.hops) : null);
    }

    /** The steps, with those of their messages that have no answer, and the drain as the last. */
    private List<TimelinePoint> timeline(long measuredNanos, long drainNanos) {
        var timeline = new ArrayList<TimelinePoint>();
        for (int i = 0; i < points.size(); i++) {
            TimelinePoint point = points.get(i);
            long to = Math.round(point.atSeconds() * 1e9);
            long from = to - Math.round(point.seconds() * 1e9);
            long unanswered = tally.unanswered.between(from, to);
            long waited = measuredNanos + drainNanos - to;
            timeline.add(
                    unanswered == 0
                            ? point
                            : point.with(unanswered, pointLatencies.get(i).with(unanswered, waited)));
        }
        if (!points.isEmpty()) {
            long nanos = drain.endNanos;
            Percents drained = Percents.of(drain.latency);
            timeline.add(new TimelinePoint(
                    (measuredNanos + nanos) / 1e9,
                    Phase.DRAIN,
                    nanos / 1e9,
                    null,
                    drain.messagesSent,
                    drain.messagesEchoed,
                    0,
                    drain.bytesReceived,
                    drain.lateSends,
                    drain.heldSends,
                    drain.faults,
                    drained.with(0, 0)));
        }
        return List.copyOf(timeline);
    }

    private Connections connections() {
        Collections.sort(tally.messagesByConnection);
        return new Connections(
                tally.connectTimes.getTotalCount(),
                tally.connectFailures,
                tally.connectionsLost,
                tally.connectionsTurnedAway,
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
