package dev.echobus.metric;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How often something took how long, until one moment.
 *
 * @param counts for each of {@link #BOUNDS_NANOS} what took no longer and was over the bound before, then the rest
 * @param nanos what all took together
 */
public record Times(List<Long> counts, long nanos) implements Reading {

    /** 50 us, below which an echo takes no time that somebody would look for, to 10 s, where a request has failed. */
    public static final List<Long> BOUNDS_NANOS = List.of(
            50_000L,
            100_000L,
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L,
            5_000_000L,
            10_000_000L,
            25_000_000L,
            50_000_000L,
            100_000_000L,
            250_000_000L,
            500_000_000L,
            1_000_000_000L,
            2_500_000_000L,
            5_000_000_000L,
            10_000_000_000L);

    /** Before anything has happened. */
    public static final Times NONE = new Times(Collections.nCopies(BOUNDS_NANOS.size() + 1, 0L), 0);

    private static final double NANOS_A_SECOND = 1e9;

    /** Keeps a copy. */
    public Times {
        counts = List.copyOf(counts);
    }

    /** How often it was. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** What all took together. */
    public double seconds() {
        return nanos / NANOS_A_SECOND;
    }

    /** A bound in seconds. */
    public static double secondsOf(long boundNanos) {
        return boundNanos / NANOS_A_SECOND;
    }

    /** What both have. */
    public Times plus(Times other) {
        var sums = new ArrayList<Long>(counts.size());
        for (int bucket = 0; bucket < counts.size(); bucket++) {
            sums.add(counts.get(bucket) + other.counts.get(bucket));
        }
        return new Times(sums, nanos + other.nanos);
    }

    /** {@code count}, {@code sumSeconds}, and by its bound in seconds how many took no longer, as {@code buckets}. */
    @Override
    public JsonObject toJson() {
        var buckets = new JsonObject();
        long soFar = 0;
        for (int bucket = 0; bucket < BOUNDS_NANOS.size(); bucket++) {
            soFar += counts.get(bucket);
            buckets.put(String.valueOf(secondsOf(BOUNDS_NANOS.get(bucket))), soFar);
        }
        return new JsonObject()
                .put("count", count())
                .put("sumSeconds", seconds())
                .put("buckets", buckets);
    }
}
