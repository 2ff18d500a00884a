package dev.echobus.admin.http;

import dev.echobus.metric.ConnectionSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the connections is asked for, and in which order.
 *
 * @param search what has to stand in one of the texts of those that are told, in any case; empty: all are
 * @param offset how many are left out before
 * @param limit how many are told
 */
record ConnectionPage(Comparator<ConnectionSnapshot> order, String search, int offset, int limit) {

    private static final int LIMIT_MAX = 1_000;
    private static final int LIMIT_DEFAULT = 100;
    private static final int OFFSET_MAX = 10_000_000;
    private static final String DEFAULT_SORT = "connection";

    private static final Map<String, Comparator<ConnectionSnapshot>> ORDERS = orders();

    /** Reads it from a request's query; empty, and the request refused, when it asks for what there is not. */
    static Optional<ConnectionPage> of(RoutingContext context) {
        String sort = context.request().getParam("sort", DEFAULT_SORT);
        String direction = context.request().getParam("order", "asc");
        String search = context.request().getParam("search", "").toLowerCase(Locale.ROOT);
        Integer offset = number(context, "offset", 0, OFFSET_MAX);
        Integer limit = number(context, "limit", LIMIT_DEFAULT, LIMIT_MAX);
        Comparator<ConnectionSnapshot> order = ORDERS.get(sort);
        if (order == null) {
            Answers.refuse(context, 400, "sort: expected one of " + String.join(", ", ORDERS.keySet()));
        } else if (!direction.equals("asc") && !direction.equals("desc")) {
            Answers.refuse(context, 400, "order: expected asc or desc");
        } else if (offset == null) {
            Answers.refuse(context, 400, "offset: expected 0.." + OFFSET_MAX);
        } else if (limit == null) {
            Answers.refuse(context, 400, "limit: expected 0.." + LIMIT_MAX);
        } else {
            var directed = direction.equals("asc") ? order : order.reversed();
            return Optional.of(
                    new ConnectionPage(directed.thenComparing(ConnectionSnapshot::connection), search, offset, limit));
        }
        return Optional.empty();
    }

    JsonObject of(List<ConnectionSnapshot> all) {
        var page = new JsonArray();
        var found = all.stream().filter(this::isFound).toList();
        found.stream().sorted(order).skip(offset).limit(limit).forEach(each -> page.add(json(each)));
        return new JsonObject()
                .put("total", all.size())
                .put("found", found.size())
                .put("offset", offset)
                .put("limit", limit)
                .put("connections", page);
    }

    private boolean isFound(ConnectionSnapshot each) {
        return search.isEmpty()
                || Stream.of(each.connection(), each.remote(), each.listener(), each.state(), each.loop())
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private static JsonObject json(ConnectionSnapshot each) {
        return new JsonObject()
                .put("connection", each.connection())
                .put("remote", each.remote())
                .put("listener", each.listener())
                .put("state", each.state())
                .put("loop", each.loop())
                .put("bytesIn", each.bytesIn())
                .put("bytesOut", each.bytesOut())
                .put("messages", each.messages())
                .put("openMs", each.openMs())
                .put("idleMs", each.idleMs());
    }

    private static @Nullable Integer number(RoutingContext context, String name, int byDefault, int max) {
        String text = context.request().getParam(name);
        if (text == null) {
            return byDefault;
        }
        return text.matches("[0-9]{1,8}") && Integer.parseInt(text) <= max ? Integer.valueOf(text) : null;
    }

    private static Map<String, Comparator<ConnectionSnapshot>> orders() {
        var orders = new LinkedHashMap<String, Comparator<ConnectionSnapshot>>();
        // An id is the node's name and a number: by their length first, 2 comes before 10.
        orders.put(
                DEFAULT_SORT,
                Comparator.comparing(
                                (ConnectionSnapshot each) -> each.connection().length())
                        .thenComparing(ConnectionSnapshot::connection));
        text(orders, "remote", ConnectionSnapshot::remote);
        text(orders, "listener", ConnectionSnapshot::listener);
        text(orders, "state", ConnectionSnapshot::state);
        text(orders, "loop", ConnectionSnapshot::loop);
        orders.put("bytesIn", Comparator.comparingLong(ConnectionSnapshot::bytesIn));
        orders.put("bytesOut", Comparator.comparingLong(ConnectionSnapshot::bytesOut));
        orders.put("messages", Comparator.comparingLong(ConnectionSnapshot::messages));
        orders.put("openMs", Comparator.comparingLong(ConnectionSnapshot::openMs));
        orders.put("idleMs", Comparator.comparingLong(ConnectionSnapshot::idleMs));
        return orders;
    }

    private static void text(
            Map<String, Comparator<ConnectionSnapshot>> orders, String name, Function<ConnectionSnapshot, String> key) {
        orders.put(name, Comparator.comparing(key));
    }
}
