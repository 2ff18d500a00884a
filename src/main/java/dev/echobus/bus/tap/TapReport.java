package dev.echobus.bus.tap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster say that passed over their bus, put together. Not thread-safe once it is made.
 *
 * @param periodMs how long they counted, the longest of them
 * @param addresses by their names, those alone where something passed
 */
public record TapReport(long periodMs, Map<String, Traffic> addresses) {

    /** Latencies of up to this many microseconds are put together; nothing on the bus waits so long. */
    private static final long LATENCY_MAX_US = 3_600_000_000L;

    private static final int DIGITS = 2;

    /**
     * What passed at one address on all nodes.
     *
     * @param sent messages to one consumer, requests among them
     * @param published messages to all
     * @param taken deliveries to consumers, also of what guests and other programs sent
     * @param failures of what nodes sent, by the names of their codes
     * @param roundTrips of answered requests that nodes sent, in microseconds; of a few of those that were answered within
     *     the node itself Vert.x does not tell
     * @param answers how long consumers took to answer requests, in microseconds
     */
    public record Traffic(
            long sent,
            long published,
            long taken,
            Map<String, Long> failures,
            Histogram roundTrips,
            Histogram answers) {

        private static final Traffic NONE = new Traffic(
                0, 0, 0, Map.of(), new Histogram(LATENCY_MAX_US, DIGITS), new Histogram(LATENCY_MAX_US, DIGITS));

        public Traffic {
            failures = Map.copyOf(failures);
        }

        /** How many failed, for whatever reason. */
        public long failed() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }

        private Traffic with(JsonObject counts) {
            var both = new TreeMap<>(failures);
            for (Map.Entry<String, Object> failure : counts.getJsonObject("failures", new JsonObject())) {
                both.merge(failure.getKey(), ((Number) failure.getValue()).longValue(), Long::sum);
            }
            return new Traffic(
                    sent + counts.getLong("sent", 0L),
                    published + counts.getLong("published", 0L),
                    taken + counts.getLong("taken", 0L),
                    both,
                    sum(roundTrips, counts.getJsonObject("roundTripUs")),
                    sum(answers, counts.getJsonObject("answerUs")));
        }

        private static Histogram sum(Histogram known, @Nullable JsonObject more) {
            Histogram sum = known.copy();
            if (more != null) {
                try {
                    sum.add(Histogram.decodeFromCompressedByteBuffer(
                            ByteBuffer.wrap(Base64.getDecoder().decode(more.getString("histogram"))), 0));
                } catch (DataFormatException invalid) {
                    throw new IllegalArgumentException("a histogram that cannot be read", invalid);
                }
            }
            return sum;
        }

        private JsonObject toJson(String address) {
            var json = new JsonObject()
                    .put("address", address)
                    .put("sent", sent)
                    .put("published", published)
                    .put("taken", taken)
                    .put("failures", new JsonObject(new TreeMap<String, Object>(failures)));
            put(json, "roundTripUs", roundTrips);
            put(json, "answerUs", answers);
            return json;
        }

        private static void put(JsonObject json, String name, Histogram latencies) {
            if (latencies.getTotalCount() > 0) {
                json.put(name, Latencies.describe(latencies));
            }
        }
    }

    public TapReport {
        addresses = Map.copyOf(addresses);
    }

    /**
     * Puts nodes' answers together.
     *
     * @throws IllegalArgumentException when one is not of the contract's form
     */
    public static TapReport of(List<JsonObject> answers) {
        var addresses = new TreeMap<String, Traffic>();
        long periodMs = 0;
        try {
            for (JsonObject answer : answers) {
                periodMs = Math.max(periodMs, answer.getLong("periodMs", 0L));
                for (Object each : answer.getJsonArray("addresses", new JsonArray())) {
                    var counts = (JsonObject) each;
                    addresses.merge(
                            counts.getString("address"),
                            Traffic.NONE.with(counts),
                            (known, unused) -> known.with(counts));
                }
            }
        } catch (ClassCastException | NullPointerException invalid) {
            throw new IllegalArgumentException("an answer of another form: " + invalid.getMessage(), invalid);
        }
        return new TapReport(periodMs, addresses);
    }

    /** The same as JSON, without the histograms. */
    public JsonObject toJson() {
        var listed = new JsonArray();
        new TreeMap<>(addresses).forEach((address, traffic) -> listed.add(traffic.toJson(address)));
        return new JsonObject().put("periodMs", periodMs).put("addresses", listed);
    }
}
