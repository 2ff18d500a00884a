package dev.echobus.cli.top;

import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** What was added to a histogram between two answers: percentiles of that time, as fine as its bounds. */
final class Buckets {

    private static final double NANOS_A_SECOND = 1e9;

    private final double count;
    /** How many took no longer, by bounds in seconds. */
    private final TreeMap<Double, Double> upTo = new TreeMap<>();

    private Buckets(double count) {
        this.count = count;
    }

    /** A metric of the answers of a node, {@code count} and {@code buckets}. */
    static Buckets between(JsonObject before, JsonObject after, String metric) {
        JsonObject older = before.getJsonObject(metric, new JsonObject());
        JsonObject newer = after.getJsonObject(metric, new JsonObject());
        var added = new Buckets(newer.getDouble("count", 0.0) - older.getDouble("count", 0.0));
        JsonObject olderBuckets = older.getJsonObject("buckets", new JsonObject());
        JsonObject newerBuckets = newer.getJsonObject("buckets", new JsonObject());
        for (String bound : newerBuckets.fieldNames()) {
            added.upTo.put(
                    Double.valueOf(bound), newerBuckets.getDouble(bound, 0.0) - olderBuckets.getDouble(bound, 0.0));
        }
        return added;
    }

    /** What so large a share did not exceed: within a bucket as if its times were spread evenly. */
    Cell percentile(double share) {
        if (count <= 0 || upTo.isEmpty()) {
            return Cell.NONE;
        }
        double rank = share * count;
        double lower = 0;
        double before = 0;
        for (var bucket : upTo.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > before) {
                double within = (rank - before) / (bucket.getValue() - before);
                return Cell.ofNanos((lower + within * (bucket.getKey() - lower)) * NANOS_A_SECOND);
            }
            lower = bucket.getKey();
            before = bucket.getValue();
        }
        Cell last = Cell.ofNanos(upTo.lastKey() * NANOS_A_SECOND);
        return new Cell("> " + last.text(), last.number(), false);
    }
}
