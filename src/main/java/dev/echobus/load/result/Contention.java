package dev.echobus.load.result;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What kept the generator's event loops from running, over a run. Immutable; times are in seconds from the start of the
 * measured time, and between two samples a counter is taken to grow evenly.
 */
public final class Contention {

    /**
     * Counters at one time; those that cannot be read are null.
     *
     * @param runDelayNanos how long a loop had waited for a processor by then, in the mean
     * @param otherNanos processor time, a loop, of the process's threads that are no loops: compilers, the collector
     * @param pauseNanos longest time since the last sample for which a loop did not come round
     */
    public record Sample(
            long atNanos,
            @Nullable Long runDelayNanos,
            @Nullable Long otherNanos,
            KernelCounters.@Nullable ProcessorTicks ticks,
            @Nullable Long throttledNanos,
            long pauseNanos) {}

    /** A counter that could not be read each time is of no use. */
    private static final double[] UNKNOWN = {};

    private static final double NANOS = 1e9;

    private final double[] seconds;
    private final double[] runDelays;
    private final double[] others;
    private final double[] stolen;
    private final double[] ticks;
    private final double[] throttled;
    private final double[] pauses;

    public Contention(List<Sample> samples, long originNanos) {
        seconds = counter(samples, sample -> sample.atNanos - originNanos);
        runDelays = counter(samples, Sample::runDelayNanos);
        others = counter(samples, Sample::otherNanos);
        stolen = counter(samples, sample -> sample.ticks == null ? null : sample.ticks.stolen());
        ticks = counter(samples, sample -> sample.ticks == null ? null : sample.ticks.all());
        throttled = counter(samples, Sample::throttledNanos);
        pauses = counter(samples, Sample::pauseNanos);
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] /= NANOS;
        }
    }

    /** Nothing is known. */
    public static Contention unknown() {
        return new Contention(List.of(), 0);
    }

    private static double[] counter(List<Sample> samples, Function<Sample, @Nullable Long> value) {
        List<@Nullable Long> values = samples.stream().map(value).toList();
        return values.stream().anyMatch(Objects::isNull)
                ? UNKNOWN
                : values.stream()
                        .mapToDouble(it -> (double) Objects.requireNonNull(it))
                        .toArray();
    }

    /** Share of a time in which a loop waited for a processor; null where it cannot be known. */
    public @Nullable Double waitShare(double fromSeconds, double toSeconds) {
        return isKnown(runDelays, fromSeconds, toSeconds)
                ? share(growth(runDelays, fromSeconds, toSeconds), NANOS * (toSeconds - fromSeconds))
                : null;
    }

    /**
     * Processor time of the generator's own other threads, a loop, as a share of a time: as much of what the loops
     * waited may have been for these. Null where it cannot be known.
     */
    public @Nullable Double otherThreadsShare(double fromSeconds, double toSeconds) {
        return isKnown(others, fromSeconds, toSeconds)
                ? Math.max(0, growth(others, fromSeconds, toSeconds) / (NANOS * (toSeconds - fromSeconds)))
                : null;
    }

    /** Share of all processors' time that the hypervisor gave to others; null where it cannot be known. */
    public @Nullable Double stolenShare(double fromSeconds, double toSeconds) {
        return isKnown(stolen, fromSeconds, toSeconds)
                ? share(growth(stolen, fromSeconds, toSeconds), growth(ticks, fromSeconds, toSeconds))
                : null;
    }

    /** Share of a time for which quotas of control groups held the process back; null where it cannot be known. */
    public @Nullable Double throttledShare(double fromSeconds, double toSeconds) {
        return isKnown(throttled, fromSeconds, toSeconds)
                ? share(growth(throttled, fromSeconds, toSeconds), NANOS * (toSeconds - fromSeconds))
                : null;
    }

    /** Longest time for which a loop did not come round, be it for its own work, a collection or others' work. */
    public long longestPauseNanos(double fromSeconds, double toSeconds) {
        double longest = 0;
        for (int i = 0; i < pauses.length; i++) {
            if (seconds[i] > fromSeconds && seconds[i] <= toSeconds) {
                longest = Math.max(longest, pauses[i]);
            }
        }
        return (long) longest;
    }

    private boolean isKnown(double[] counter, double fromSeconds, double toSeconds) {
        return counter.length > 1
                && fromSeconds < toSeconds
                && seconds[0] < toSeconds
                && seconds[seconds.length - 1] > fromSeconds;
    }

    private double growth(double[] counter, double fromSeconds, double toSeconds) {
        return at(counter, toSeconds) - at(counter, fromSeconds);
    }

    private double at(double[] counter, double second) {
        int low = 0;
        int high = seconds.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (seconds[middle] <= second) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double part = Math.min(1, Math.max(0, (second - seconds[low]) / (seconds[high] - seconds[low])));
        return counter[low] + part * (counter[high] - counter[low]);
    }

    private static Double share(double part, double all) {
        return all > 0 ? Math.min(1, Math.max(0, part / all)) : 0;
    }
}
