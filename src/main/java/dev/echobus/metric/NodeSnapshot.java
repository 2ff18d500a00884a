package dev.echobus.metric;

import io.vertx.core.json.JsonObject;

/** All numbers of a node at one moment. Any thread. */
public record NodeSnapshot(
        ServerSnapshot server, ClientSnapshot client, ClusterSnapshot cluster, GatewaySnapshot gateway) {

    private static final String LISTENERS = "listeners";

    /** Each metric's name with the node's number. */
    public JsonObject totals() {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            json.put(metric.jsonName(), metric.in(this));
        }
        return json;
    }

    /** The same and, by the name of each listener, what it has done of that, as {@code echobus.service.stats} answers. */
    public JsonObject toJson() {
        var listeners = new JsonObject();
        server.listeners().forEach((name, listener) -> listeners.put(name, numbersOf(listener)));
        return totals().put(LISTENERS, listeners);
    }

    private static JsonObject numbersOf(ListenerSnapshot listener) {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            metric.in(listener).ifPresent(number -> json.put(metric.jsonName(), number));
        }
        return json;
    }
}
