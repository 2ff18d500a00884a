package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.TimelinePoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ticks of several loops become the points of one timeline. */
class TimelineTest {

    private static final long MILLI = 1_000_000;

    private final Plans plans = new Plans();
    private final List<TimelinePoint> points = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "0,1000,100",
        "2000,10000,100",
        "100,299700,100",
        "100,299800,200",
        "0,3600000,2000",
        "0,604800000,500000"
    })
    void stepsGrowWithTheRunSoThatTheirNumberIsBounded(long warmUpMs, long durationMs, long stepMs) {
        plans.warmUpMs = warmUpMs;
        plans.durationMs = durationMs;
        long step = plans.of(1).timelineStepNanos();
        assertThat(step).isEqualTo(stepMs * MILLI);
        assertThat((warmUpMs + durationMs) * MILLI / step + 2).isLessThanOrEqualTo(LoadLimits.TIMELINE_POINTS_MAX);
    }

    @Test
    void aStepIsDoneWhenEachLoopIsPastItAndOnesWithoutATickAreEmpty() {
        var timeline = timeline(2, 1_000);
        timeline.add(tick(0, 0, 1));
        assertThat(points).isEmpty();
        timeline.add(tick(1, 0, 2));
        assertThat(points).extracting(TimelinePoint::messagesEchoed).containsExactly(3L);
        // Both loops were held up for two steps.
        timeline.add(tick(0, 300, 4));
        timeline.add(tick(1, 300, 8));
        assertThat(points).extracting(TimelinePoint::messagesEchoed).containsExactly(3L, 0L, 0L, 12L);
        assertThat(points).extracting(TimelinePoint::atSeconds).containsExactly(0.1, 0.2, 0.3, 0.4);
    }

    @ParameterizedTest
    @CsvSource({"1040,10,0.14", "1060,11,0.06", "40,1,0.04"})
    void aShortRestBelongsToTheStepBefore(long durationMs, int count, double lastSeconds) {
        var timeline = timeline(1, durationMs);
        for (long from = 0; from < durationMs; from += 100) {
            Interval tick = tick(0, from, 1);
            tick.endNanos = Math.min(tick.endNanos, durationMs * MILLI);
            timeline.add(tick);
        }
        assertThat(points).hasSize(count);
        assertThat(points.get(count - 1).seconds()).isEqualTo(lastSeconds);
        assertThat(points.stream().mapToLong(TimelinePoint::messagesEchoed).sum())
                .isEqualTo((durationMs + 99) / 100);
    }

    @Test
    void aRunThatIsStoppedEndsItsLastStepThere() {
        var timeline = timeline(1, 1_000);
        timeline.add(tick(0, 0, 1));
        Interval last = tick(0, 100, 5);
        last.endNanos = 130 * MILLI;
        timeline.add(last);
        timeline.finish(window(1_000).endingAt(130 * MILLI, 0));
        assertThat(points).extracting(TimelinePoint::messagesEchoed).containsExactly(1L, 5L);
        assertThat(points.get(1).seconds()).isEqualTo(0.03);
    }

    @Test
    void unansweredMessagesCountAsTheSlowestOfTheirStep() {
        var latency = Interval.newHistogram();
        for (int i = 1; i <= 98; i++) {
            latency.recordValue(i);
        }
        Percents percents = Percents.of(latency);
        assertThat(percents.with(0, 0)).isEqualTo(new TimelinePoint.LatencyPoint(98, 49, 98, 98, 98));
        assertThat(percents.with(2, 1_000)).isEqualTo(new TimelinePoint.LatencyPoint(100, 51, 1_000, 1_000, 1_000));
        assertThat(Percents.NONE.with(3, 7)).isEqualTo(new TimelinePoint.LatencyPoint(3, 7, 7, 7, 7));
        assertThat(Percents.NONE.with(0, 0)).isEqualTo(new TimelinePoint.LatencyPoint(0, 0, 0, 0, 0));
    }

    private Timeline timeline(int loops, long durationMs) {
        plans.durationMs = durationMs;
        var timeline = new Timeline(100 * MILLI, plans.of(1), loops, (point, latency) -> points.add(point));
        timeline.begin(window(durationMs));
        return timeline;
    }

    private static Window window(long durationMs) {
        return new Window(0, 0, durationMs * MILLI, 0, 100 * MILLI);
    }

    private static Interval tick(int loop, long fromMs, long echoed) {
        Interval tick = new Interval().begin(Phase.MEASURED, fromMs * MILLI);
        tick.loop = loop;
        tick.endNanos = (fromMs + 100) * MILLI;
        tick.messagesEchoed = echoed;
        return tick;
    }
}
