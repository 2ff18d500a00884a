package dev.echobus.load.result;

import org.jspecify.annotations.Nullable;

/**
 * What all loops together did in one step of a run.
 *
 * @param atSeconds its end, from the start of the measurement; warm-up ends at 0
 * @param phase which part of the run it belongs to; the drain is one point
 * @param seconds its length
 * @param requestedPerSecond messages intended a second; null in closed loop and in the drain
 * @param messagesEchoed messages that came back in it, whenever they were sent
 * @param unanswered messages that were intended in it and have no answer; known at the end of the run only
 * @param lateSends sent late because the generator was not there in time
 * @param heldSends sent late because what was in flight, or a lost connection, held them
 * @param latency of the messages that came back in it, and of those that were intended in it and have no answer
 */
public record TimelinePoint(
        double atSeconds,
        Phase phase,
        double seconds,
        @Nullable Double requestedPerSecond,
        long messagesSent,
        long messagesEchoed,
        long unanswered,
        long bytesReceived,
        long lateSends,
        long heldSends,
        long faults,
        LatencyPoint latency) {

    /** A few points of a step's latencies, in nanoseconds; all 0 without samples. */
    public record LatencyPoint(long samples, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos) {}

    /** The same step, once it is known which of its messages have no answer. */
    public TimelinePoint with(long withoutAnswer, LatencyPoint all) {
        return new TimelinePoint(
                atSeconds,
                phase,
                seconds,
                requestedPerSecond,
                messagesSent,
                messagesEchoed,
                withoutAnswer,
                bytesReceived,
                lateSends,
                heldSends,
                faults,
                all);
    }

    /** True for a step of the measured time. */
    public boolean isMeasured() {
        return phase == Phase.MEASURED;
    }

    /** Messages sent a second; 0 in a step of no length. */
    public double sentPerSecond() {
        return seconds > 0 ? messagesSent / seconds : 0;
    }

    /** Messages echoed a second; 0 in a step of no length. */
    public double echoedPerSecond() {
        return seconds > 0 ? messagesEchoed / seconds : 0;
    }
}
