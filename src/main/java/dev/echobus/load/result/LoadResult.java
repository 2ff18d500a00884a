package dev.echobus.load.result;

import dev.echobus.load.check.Fault;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.BenchPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out.
 *
 * @param plan what was asked for
 * @param startedAt when sending began
 * @param wasInterrupted true when it was ended before its time
 * @param totals counts of the measured time
 * @param latency from the intended send, in nanoseconds; those without an answer with the time until nobody waited any more
 * @param uncorrected from the actual send, of those that came back; the same as {@code latency} in closed loop
 * @param timeline warm-up, measured time and drain, step by step
 * @param faults occurrences and bytes of each kind, over the whole run
 * @param firstFaults the place of the first few
 * @param hops where the time of stamped messages went; null where none was asked for
 */
public record LoadResult(
        BenchPlan plan,
        Instant startedAt,
        boolean wasInterrupted,
        Totals totals,
        Histogram latency,
        Histogram uncorrected,
        List<TimelinePoint> timeline,
        Connections connections,
        Map<FaultKind, FaultCount> faults,
        List<Fault> firstFaults,
        Generator generator,
        @Nullable HopResult hops) {

    /** Share of a core above which a loop is taken to have had no time left. */
    private static final double BUSY_MAX = 0.95;

    /** Share of the sends that may be late by the generator's own fault. */
    private static final double LATE_MAX = 0.01;

    /**
     * Counts of the measured time.
     *
     * @param seconds its length
     * @param messagesIntended messages of the measured time, answered or not
     * @param unanswered messages among them of which no whole and right echo had come when the drain was over, sent or not
     * @param cutShort those of them whose echo had begun to come, and was right so far
     * @param unansweredInWarmUp messages intended before that had not come back then either
     * @param lateSends sent late because the generator was not there in time
     * @param heldSends sent late because what was in flight, or a lost connection, held them
     * @param drainNanos how long the last messages took after sending had ended
     */
    public record Totals(
            double seconds,
            long messagesIntended,
            long messagesSent,
            long messagesEchoed,
            long unanswered,
            long cutShort,
            long unansweredInWarmUp,
            long bytesSent,
            long bytesReceived,
            long lateSends,
            long heldSends,
            long drainNanos) {}

    /**
     * What became of the connections.
     *
     * @param opened sockets opened in the whole run
     * @param failed attempts that failed
     * @param lost sockets that ended although nobody here closed them
     * @param turnedAway of those, how many ended without a byte
     * @param replaced sockets closed at the end of their life
     * @param connectTimes how long opening took, in nanoseconds
     * @param messages echoed within the measured time, a number for each connection, in ascending order
     */
    public record Connections(
            long opened,
            long failed,
            long lost,
            long turnedAway,
            long replaced,
            Histogram connectTimes,
            List<Long> messages,
            @Nullable String firstFailure) {

        /** True when none of them was let in: there was no server to ask whether it echoes. */
        public boolean isAllTurnedAway() {
            return opened > 0 && turnedAway == opened;
        }

        /** Jain's index: 1 when all got the same, 1/n when one got all; empty when none got any. */
        public OptionalDouble fairness() {
            double sum = messages.stream().mapToDouble(Long::doubleValue).sum();
            double squares = messages.stream()
                    .mapToDouble(it -> (double) it * (double) it)
                    .sum();
            return squares == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum * sum / (messages.size() * squares));
        }
    }

    /** Occurrences of one kind of fault, and the bytes they concern. */
    public record FaultCount(long occurrences, long bytes) {}

    /**
     * What the generator itself needed.
     *
     * @param loopBusy share of a core that each loop used in the measured time
     * @param collectionNanos pauses for garbage collection in the whole run
     * @param contention what kept its loops from running
     */
    public record Generator(List<Double> loopBusy, long collectionNanos, Contention contention) {

        /** The share of a core that the busiest loop used; 0 when none ran. */
        public double busiest() {
            return loopBusy.stream().mapToDouble(it -> it).max().orElse(0);
        }
    }

    /** Messages echoed a second. */
    public double achievedPerSecond() {
        return totals.seconds > 0 ? totals.messagesEchoed / totals.seconds : 0;
    }

    /** Messages sent a second. */
    public double sentPerSecond() {
        return totals.seconds > 0 ? totals.messagesSent / totals.seconds : 0;
    }

    /** Faults of the bytes, of all kinds. */
    public long faultCount() {
        return faults.values().stream().mapToLong(FaultCount::occurrences).sum();
    }

    /** Messages of the whole run that have no answer. */
    public long unanswered() {
        return totals.unanswered + totals.unansweredInWarmUp;
    }

    /** Everything that went wrong: faults of the bytes, no answers, failed attempts to connect, lost connections. */
    public long errors() {
        return faultCount() + unanswered() + connections.failed + connections.lost;
    }

    /** True when messages were sent, and of not one the echo came or began to come in the whole run. */
    public boolean isWithoutEcho() {
        return connections.opened > 0
                && totals.cutShort == 0
                && unanswered() + faultCount() > 0
                && timeline.stream().allMatch(point -> point.messagesEchoed() == 0);
    }

    /** True when not even a byte came back. */
    public boolean isSilent() {
        return isWithoutEcho() && timeline.stream().allMatch(point -> point.bytesReceived() == 0);
    }

    /** Whose figures these are. */
    public Attribution attribution() {
        return Attribution.of(this);
    }

    /** Why the figures may be those of the generator, one sentence each; empty when they are the server's. */
    public List<String> warnings() {
        return Warnings.of(this);
    }

    /** Those warnings that do not say whose the figures are: that stands by itself. */
    public List<String> otherWarnings() {
        String attribution = attribution().sentence();
        return warnings().stream().filter(it -> !it.equals(attribution)).toList();
    }

    /** True when some loop had no time left, so that the figures may be its own. */
    public boolean isLoopBusy() {
        return generator.busiest() > BUSY_MAX;
    }

    /** True when the generator itself sent more than one message in a hundred late. */
    public boolean isOftenLate() {
        return totals.lateSends > LATE_MAX * totals.messagesSent;
    }
}
