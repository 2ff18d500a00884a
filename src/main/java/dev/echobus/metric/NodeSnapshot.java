package dev.echobus.metric;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All numbers of a node at one moment. Any thread. */
public record NodeSnapshot(
        ServerSnapshot server,
        ClientSnapshot client,
        ClusterSnapshot cluster,
        GatewaySnapshot gateway,
        TraceSnapshot traces,
        ProcessSnapshot process) {

    private static final String LISTENERS = "listeners";
    private static final String RULES = "gatewayRules";

    /** Each metric's name with the node's number, less those of the process and those that are by code or time alone. */
    public JsonObject totals() {
        var json = new JsonObject();
        for (Metric metric : Metric.values()) {
            if (!metric.isOfProcess() && metric.isNumber()) {
                json.put(metric.jsonName(), metric.total(this).toJson());
            }
        }
        return json;
    }

    /**
     * Every metric's name with what the node has of it: a number, numbers by code in {@code connectionsClosedByCode}, or
     * times; and, by the name of each listener and of each rule of the gateway, what it has done of that. As
     * {@code echobus.service.stats} answers.
     */
    public JsonObject toJson() {
        var json = new JsonObject();
        var listeners = new JsonObject();
        server.listeners().keySet().forEach(name -> listeners.put(name, new JsonObject()));
        var rules = new JsonObject();
        new TreeMap<>(gateway.rules())
                .forEach((name, rule) -> rules.put(name, new JsonObject().put("address", rule.address())));
        for (Metric metric : Metric.values()) {
            List<Series> series = metric.series(this);
            put(json, metric, series);
            putEach(listeners, metric, Label.LISTENER, series);
            putEach(rules, metric, Label.RULE, series);
        }
        return json.put(LISTENERS, listeners).put(RULES, rules);
    }

    /** What {@link #toJson()} has of these metrics, less what it has by listener and rule. */
    public JsonObject toJson(Collection<Metric> metrics) {
        var json = new JsonObject();
        metrics.forEach(metric -> put(json, metric, metric.series(this)));
        return json;
    }

    /** What each source of a kind has of a metric. */
    private static void putEach(JsonObject sources, Metric metric, Label source, List<Series> series) {
        if (metric.labels().contains(source)) {
            for (String name : sources.fieldNames()) {
                var its = series.stream()
                        .filter(each -> name.equals(each.labels().get(source)))
                        .toList();
                put(sources.getJsonObject(name), metric, its);
            }
        }
    }

    private static void put(JsonObject json, Metric metric, List<Series> series) {
        if (metric.type() == MetricType.INFO) {
            series.forEach(each -> json.put(metric.jsonName(), identity(each.labels())));
            return;
        }
        json.put(metric.jsonName(), metric.sum(series).toJson());
        metric.breakdown().ifPresent(label -> json.put(metric.jsonName() + suffix(label), by(label, metric, series)));
    }

    /** The numbers by the values of a label, over all sources. */
    private static JsonObject by(Label label, Metric metric, List<Series> series) {
        var groups = new LinkedHashMap<String, List<Series>>();
        for (Series each : series) {
            String value = String.valueOf(each.labels().get(label));
            groups.computeIfAbsent(value, first -> new ArrayList<>()).add(each);
        }
        var json = new JsonObject();
        groups.forEach((value, its) -> json.put(value, metric.sum(its).toJson()));
        return json;
    }

    private static String suffix(Label label) {
        String word = label.toString();
        return "By" + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static JsonObject identity(Map<Label, String> labels) {
        var json = new JsonObject();
        new TreeMap<>(labels).forEach((label, value) -> json.put(label.toString(), value));
        return json;
    }
}
