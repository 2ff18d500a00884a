package dev.echobus.cluster.route;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node consumes, and where it sends to, as it tells the audit. Bounded by {@link #ADDRESSES_MAX}.
 *
 * @param node its name
 * @param consumes the addresses that others reach it by
 * @param routes for each address that it has sent to, the names of the members that it sends to
 * @param isWhole false when it consumes more addresses than it tells, so that what is not among them proves nothing
 */
record RouteReport(String node, Set<String> consumes, Map<String, Set<String>> routes, boolean isWhole) {

    /** Addresses in each part of a report: more than a service has, those of connections left out. */
    static final int ADDRESSES_MAX = 1_000;

    private static final String NODE = "node";
    private static final String CONSUMES = "consumes";
    private static final String ROUTES = "routes";
    private static final String IS_WHOLE = "isWhole";

    /** The first of them, in their order, where there are too many. */
    static RouteReport bounded(String node, Set<String> consumes, Map<String, Set<String>> routes) {
        var told = new TreeSet<String>();
        consumes.stream().sorted().limit(ADDRESSES_MAX).forEach(told::add);
        var sent = new TreeMap<String, Set<String>>();
        routes.keySet().stream()
                .sorted()
                .limit(ADDRESSES_MAX)
                .forEach(address -> sent.put(address, Set.copyOf(routes.getOrDefault(address, Set.of()))));
        return new RouteReport(node, told, sent, told.size() == consumes.size());
    }

    JsonObject toJson() {
        var targets = new JsonObject();
        routes.forEach((address, members) -> targets.put(address, array(members)));
        return new JsonObject()
                .put(NODE, node)
                .put(CONSUMES, array(consumes))
                .put(ROUTES, targets)
                .put(IS_WHOLE, isWhole);
    }

    /** @throws ClassCastException when it is no report */
    static RouteReport of(JsonObject json) {
        var routes = new TreeMap<String, Set<String>>();
        JsonObject targets = json.getJsonObject(ROUTES, new JsonObject());
        targets.fieldNames().forEach(address -> routes.put(address, strings(targets.getJsonArray(address))));
        return new RouteReport(
                json.getString(NODE, ""),
                strings(json.getJsonArray(CONSUMES, new JsonArray())),
                routes,
                json.getBoolean(IS_WHOLE, true));
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
