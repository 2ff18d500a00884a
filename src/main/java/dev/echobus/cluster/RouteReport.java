package dev.echobus.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node consumes, and where it sends to, as it tells the audit.
 *
 * @param node its name
 * @param consumes the addresses that others reach it by
 * @param routes for each address that it has sent to, the names of the members that it sends to
 */
record RouteReport(String node, Set<String> consumes, Map<String, Set<String>> routes) {

    /** Addresses in each part of a report: more than a service has, those of connections left out. */
    static final int ADDRESSES_MAX = 1_000;

    private static final String NODE = "node";
    private static final String CONSUMES = "consumes";
    private static final String ROUTES = "routes";

    JsonObject toJson() {
        var targets = new JsonObject();
        routes.entrySet().stream()
                .limit(ADDRESSES_MAX)
                .forEach(route -> targets.put(route.getKey(), array(route.getValue())));
        return new JsonObject()
                .put(NODE, node)
                .put(CONSUMES, array(consumes.stream().limit(ADDRESSES_MAX).toList()))
                .put(ROUTES, targets);
    }

    /** @throws ClassCastException when it is no report */
    static RouteReport of(JsonObject json) {
        var routes = new TreeMap<String, Set<String>>();
        JsonObject targets = json.getJsonObject(ROUTES, new JsonObject());
        targets.fieldNames().forEach(address -> routes.put(address, strings(targets.getJsonArray(address))));
        return new RouteReport(json.getString(NODE, ""), strings(json.getJsonArray(CONSUMES, new JsonArray())), routes);
    }

    private static JsonArray array(Collection<String> values) {
        return new JsonArray(List.copyOf(values));
    }

    private static Set<String> strings(JsonArray array) {
        var strings = new TreeSet<String>();
        array.forEach(value -> strings.add((String) value));
        return strings;
    }
}
