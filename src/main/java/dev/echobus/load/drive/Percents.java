package dev.echobus.load.drive;

import dev.echobus.load.result.TimelinePoint.LatencyPoint;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The latencies of one step of the timeline, percent by percent: so small that each step's can be kept until it is known
 * which of its messages have no answer. Immutable.
 */
final class Percents {

    private static final int COUNT = 100;

    static final Percents NONE = new Percents(0, 0, new long[COUNT + 1]);

    private final long samples;
    private final long p999;
    /** What so many percent of the samples did not exceed. */
    private final long[] values;

    private Percents(long samples, long p999, long[] values) {
        this.samples = samples;
        this.p999 = p999;
        this.values = values;
    }

    static Percents of(Histogram latency) {
        long samples = latency.getTotalCount();
        if (samples == 0) {
            return NONE;
        }
        long[] values = new long[COUNT + 1];
        int percent = 0;
        for (HistogramIterationValue value : latency.recordedValues()) {
            long reached = value.getTotalCountToThisValue();
            while (percent <= COUNT && reached * COUNT >= samples * percent) {
                values[percent++] = value.getValueIteratedTo();
            }
        }
        values[COUNT] = latency.getMaxValue();
        return new Percents(samples, latency.getValueAtPercentile(99.9), values);
    }

    /** The step's points, with messages that waited at least so long; they are taken as the slowest. */
    LatencyPoint with(long unanswered, long waitedNanos) {
        long all = samples + unanswered;
        return new LatencyPoint(
                all,
                unanswered == 0 ? values[50] : at(0.50 * all, waitedNanos),
                unanswered == 0 ? values[99] : at(0.99 * all, waitedNanos),
                unanswered == 0 ? p999 : at(0.999 * all, waitedNanos),
                unanswered == 0 ? values[COUNT] : Math.max(values[COUNT], waitedNanos));
    }

    private long at(double rank, long waitedNanos) {
        return rank > samples ? waitedNanos : values[(int) Math.ceil(COUNT * rank / samples)];
    }
}
