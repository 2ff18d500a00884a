package dev.echobus.metric;

import io.vertx.core.json.JsonObject;

/** All numbers of a node at one moment. Any thread. */
public record NodeSnapshot(ServerSnapshot server, ClientSnapshot client, ClusterSnapshot cluster) {

    /** Each metric's name with its number, as {@code echobus.service.stats} answers. */
    public JsonObject toJson() {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            json.put(metric.jsonName(), metric.in(this));
        }
        return json;
    }
}
