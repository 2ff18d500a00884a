package dev.echobus.load.drive;

import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.TimelinePoint;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the ticks of all loops together into steps of one length. A step is done when each loop has come past it, and a
 * step without a tick is one in which nothing happened. On the caller's thread; as many steps are open as the loops are
 * apart.
 */
final class Timeline {

    private final long stepNanos;
    private final @Nullable Double requestedPerSecond;
    private final BiConsumer<TimelinePoint, Percents> observer;
    /** Up to where each loop has come; times here are from the start of the measured time on. */
    private final long[] passedNanos;

    private final TreeMap<Long, Interval> open = new TreeMap<>();
    private final ArrayDeque<Interval> spare = new ArrayDeque<>();
    private Window window = Window.NONE;
    private long nextIndex;
    /** A rest shorter than half a step belongs to the step before. */
    private long lastIndex;

    private long endNanos;

    Timeline(long stepNanos, BenchPlan plan, int loops, BiConsumer<TimelinePoint, Percents> observer) {
        this.stepNanos = stepNanos;
        this.requestedPerSecond = plan.pace().ratePerSecond();
        this.observer = observer;
        passedNanos = new long[loops];
        Arrays.fill(passedNanos, Long.MIN_VALUE);
    }

    void begin(Window next) {
        window = next;
        nextIndex = Math.floorDiv(sinceMeasured(next.startNanos()), stepNanos);
        endNanos = sinceMeasured(next.measuredToNanos());
        lastIndex = Math.max(0, Math.round((double) endNanos / stepNanos) - 1);
    }

    /** Adds what one loop did in a tick, which never lies in two steps. */
    void add(Interval tick) {
        long index = Math.min(lastIndex, Math.floorDiv(sinceMeasured(tick.startNanos), stepNanos));
        open.computeIfAbsent(index, missing -> takeCleared()).add(tick);
        passedNanos[tick.loop] = sinceMeasured(tick.endNanos);
        long passed = Arrays.stream(passedNanos).min().orElseThrow();
        while (nextIndex <= lastIndex && endOf(nextIndex) <= passed) {
            complete(nextIndex);
        }
    }

    /** Completes the steps that are open, of a run that ended there. */
    void finish(Window ended) {
        endNanos = Math.min(endNanos, sinceMeasured(ended.measuredToNanos()));
        while (!open.isEmpty()) {
            complete(nextIndex);
        }
    }

    private void complete(long index) {
        Interval ticks = open.remove(index);
        Interval counts = ticks == null ? takeCleared() : ticks;
        long from = Math.max(index * stepNanos, sinceMeasured(window.startNanos()));
        long to = Math.max(from, endOf(index));
        nextIndex = index + 1;
        Percents latency = Percents.of(counts.latency);
        var point = new TimelinePoint(
                to / 1e9,
                index < 0 ? Phase.WARM_UP : Phase.MEASURED,
                (to - from) / 1e9,
                requestedPerSecond,
                counts.messagesSent,
                counts.messagesEchoed,
                0,
                counts.bytesReceived,
                counts.lateSends,
                counts.heldSends,
                counts.faults,
                latency.with(0, 0));
        observer.accept(point, latency);
        counts.clear();
        spare.add(counts);
    }

    private Interval takeCleared() {
        Interval cleared = spare.poll();
        return cleared == null ? new Interval() : cleared;
    }

    private long endOf(long index) {
        return index >= lastIndex ? endNanos : Math.min((index + 1) * stepNanos, endNanos);
    }

    private long sinceMeasured(long nanos) {
        return nanos - window.measuredFromNanos();
    }
}
