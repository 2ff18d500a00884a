package dev.echobus.load;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out.
 *
 * @param plan what was asked for
 * @param startedAt when sending began
 * @param wasInterrupted true when it was ended before its time
 * @param totals counts of the measured time
 * @param latency from the intended send, in nanoseconds
 * @param uncorrected from the actual send; the same as {@code latency} in closed loop
 * @param timeline warm-up and measured time, second by second
 * @param faults occurrences and bytes of each kind, over the whole run
 * @param firstFaults the place of the first few
 */
public record LoadResult(
        BenchPlan plan,
        Instant startedAt,
        boolean wasInterrupted,
        Totals totals,
        Histogram latency,
        Histogram uncorrected,
        List<Second> timeline,
        Connections connections,
        Map<FaultKind, FaultCount> faults,
        List<Fault> firstFaults,
        Generator generator) {

    /** Share of a core above which a loop is taken to have had no time left. */
    private static final double BUSY_MAX = 0.95;

    /** Share of the sends that may be late by the generator's own fault. */
    private static final double LATE_MAX = 0.01;

    /**
     * Counts of the measured time.
     *
     * @param seconds its length
     * @param lateSends sent late because the generator was not there in time
     * @param heldSends sent late because what was in flight, or a lost connection, held them
     * @param unfinished messages of the whole run that had not come back when the drain was over
     * @param drainNanos how long the last messages took after sending had ended
     */
    public record Totals(
            double seconds,
            long messagesSent,
            long messagesEchoed,
            long bytesSent,
            long bytesReceived,
            long lateSends,
            long heldSends,
            long unfinished,
            long drainNanos) {}

    /**
     * What became of the connections.
     *
     * @param opened sockets opened in the whole run
     * @param failed attempts that failed
     * @param lost sockets that ended although nobody here closed them
     * @param replaced sockets closed at the end of their life
     * @param connectTimes how long opening took, in nanoseconds
     * @param messages echoed within the measured time, a number for each connection, in ascending order
     */
    public record Connections(
            long opened,
            long failed,
            long lost,
            long replaced,
            Histogram connectTimes,
            List<Long> messages,
            @Nullable String firstFailure) {

        /** Jain's index: 1 when all got the same, 1/n when one got all. */
        public double fairness() {
            double sum = messages.stream().mapToDouble(Long::doubleValue).sum();
            double squares = messages.stream()
                    .mapToDouble(it -> (double) it * (double) it)
                    .sum();
            return squares == 0 ? 1 : sum * sum / (messages.size() * squares);
        }
    }

    /** Occurrences of one kind of fault, and the bytes they concern. */
    public record FaultCount(long occurrences, long bytes) {}

    /**
     * What the generator itself needed.
     *
     * @param loopBusy share of a core that each loop used in the measured time
     * @param collectionNanos pauses for garbage collection in the whole run
     */
    public record Generator(List<Double> loopBusy, long collectionNanos) {

        public double busiest() {
            return loopBusy.stream().mapToDouble(it -> it).max().orElse(0);
        }
    }

    /** Messages echoed a second. */
    public double achievedPerSecond() {
        return totals.seconds > 0 ? totals.messagesEchoed / totals.seconds : 0;
    }

    public double sentPerSecond() {
        return totals.seconds > 0 ? totals.messagesSent / totals.seconds : 0;
    }

    public long faultCount() {
        return faults.values().stream().mapToLong(FaultCount::occurrences).sum();
    }

    /** Everything that went wrong: faults of the bytes, failed attempts to connect, lost connections. */
    public long errors() {
        return faultCount() + connections.failed + connections.lost;
    }

    /** Why the figures may be those of the generator, one sentence each; empty when they are the server's. */
    public List<String> warnings() {
        return Warnings.of(this);
    }

    boolean isLoopBusy() {
        return generator.busiest() > BUSY_MAX;
    }

    boolean isOftenLate() {
        return totals.lateSends > LATE_MAX * totals.messagesSent;
    }
}
