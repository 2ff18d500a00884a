package dev.echobus.metric;

import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** All numbers of a node at one moment. Any thread. */
public record NodeSnapshot(
        ServerSnapshot server, ClientSnapshot client, ClusterSnapshot cluster, GatewaySnapshot gateway) {

    private static final String LISTENERS = "listeners";
    private static final String RULES = "gatewayRules";

    /** Each metric's name with the node's number. */
    public JsonObject totals() {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            json.put(metric.jsonName(), metric.in(this));
        }
        return json;
    }

    /**
     * The same and, by the name of each listener and of each rule of the gateway, what it has done of that, as
     * {@code echobus.service.stats} answers.
     */
    public JsonObject toJson() {
        var listeners = new JsonObject();
        server.listeners().forEach((name, listener) -> listeners.put(name, numbersOf(listener)));
        var rules = new JsonObject();
        new TreeMap<>(gateway.rules()).forEach((name, rule) -> rules.put(name, numbersOf(rule)));
        return totals().put(LISTENERS, listeners).put(RULES, rules);
    }

    private static JsonObject numbersOf(RuleSnapshot rule) {
        var json = new JsonObject().put("address", rule.address());
        for (Metric metric : Metric.values()) {
            metric.in(rule).ifPresent(number -> json.put(metric.jsonName(), number));
        }
        return json;
    }

    private static JsonObject numbersOf(ListenerSnapshot listener) {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            metric.in(listener).ifPresent(number -> json.put(metric.jsonName(), number));
        }
        return json;
    }
}
