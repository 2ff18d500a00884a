package dev.echobus.load;

import org.HdrHistogram.Histogram;

/**
 * What all loops together did in one second, or in the rest of a phase.
 *
 * @param atSeconds its end, from the start of the measurement; warm-up ends at 0
 * @param isMeasured false in warm-up
 * @param seconds its length
 * @param latency of the messages that came back in it; without samples in warm-up
 */
public record Second(
        double atSeconds,
        boolean isMeasured,
        double seconds,
        long messagesSent,
        long messagesEchoed,
        long bytesReceived,
        long lateSends,
        long faults,
        LatencyPoint latency) {

    /** A few points of a second's latencies, in nanoseconds; all 0 without samples. */
    public record LatencyPoint(long samples, long p50Nanos, long p99Nanos, long maxNanos) {

        static LatencyPoint of(Histogram latency) {
            return new LatencyPoint(
                    latency.getTotalCount(),
                    latency.getValueAtPercentile(50),
                    latency.getValueAtPercentile(99),
                    latency.getMaxValue());
        }
    }

    static Second of(Interval interval, long measuredFromNanos) {
        return new Second(
                (interval.endNanos - measuredFromNanos) / 1e9,
                interval.phase == Interval.Phase.MEASURED,
                interval.seconds(),
                interval.messagesSent,
                interval.messagesEchoed,
                interval.bytesReceived,
                interval.lateSends,
                interval.faults,
                LatencyPoint.of(interval.latency));
    }

    public double echoedPerSecond() {
        return seconds > 0 ? messagesEchoed / seconds : 0;
    }
}
