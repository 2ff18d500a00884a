package dev.echobus.cluster.mesh;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What came of the messages to another node by one way.
 *
 * @param count messages that were to be sent; those that were not, after a failure, are lost
 * @param answered messages whose echo came whole and in time
 * @param p50Nanos how long half of the answered messages took at the most; 0 without any
 * @param p99Nanos how long 99 of 100 answered messages took at the most; 0 without any
 * @param failure the last one, where there was one
 */
public record MeshLeg(
        MeshWay way, int count, int answered, long p50Nanos, long p99Nanos, Optional<MeshFailure> failure) {

    static MeshLeg of(MeshWay way, int count, List<Long> nanos, Optional<MeshFailure> failure) {
        var sorted = nanos.stream().sorted().toList();
        return new MeshLeg(way, count, sorted.size(), percentile(sorted, 50), percentile(sorted, 99), failure);
    }

    static MeshLeg failed(MeshWay way, int count, MeshFailure failure) {
        return of(way, count, List.of(), Optional.of(failure));
    }

    /** The least of the values that so many percent do not exceed. */
    private static long percentile(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    public int lost() {
        return count - answered;
    }

    /** True when every message was answered. */
    public boolean isWhole() {
        return answered == count && failure.isEmpty();
    }

    JsonObject toJson() {
        var json = new JsonObject()
                .put("to", way.to())
                .put("medium", way.medium().toString())
                .put("listener", way.listener())
                .put("destination", way.destination())
                .put("count", count)
                .put("answered", answered)
                .put("lost", lost());
        if (answered > 0) {
            json.put("p50Nanos", p50Nanos).put("p99Nanos", p99Nanos);
        }
        failure.ifPresent(why -> json.put("failure", why.toJson()));
        return json;
    }

    /** @throws ClassCastException or IllegalArgumentException when it is none */
    static MeshLeg of(JsonObject json) {
        var way = new MeshWay(
                json.getString("to", ""),
                Medium.of(json.getString("medium", "")),
                json.getString("listener", ""),
                json.getString("destination", ""));
        return new MeshLeg(
                way,
                json.getInteger("count", 0),
                json.getInteger("answered", 0),
                json.getLong("p50Nanos", 0L),
                json.getLong("p99Nanos", 0L),
                MeshFailure.of(json.getJsonObject("failure")));
    }
}
