package dev.echobus.admin;

import dev.echobus.metric.ConnectionSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
public record ConnectionPage(Comparator<ConnectionSnapshot> order, String search, int offset, int limit) {

    private static final int LIMIT_MAX = 1_000;
    private static final int LIMIT_DEFAULT = 100;
    private static final int OFFSET_MAX = 10_000_000;
    private static final String DEFAULT_SORT = "connection";

    private static final Map<String, Comparator<ConnectionSnapshot>> ORDERS = orders();

    /** A parameter of what was asked, as text; null where it was left out. */
    @FunctionalInterface
    public interface Parameters {
        @Nullable
        String get(String name);
    }

    /**
     * Reads it from the parameters {@code sort}, {@code order}, {@code search}, {@code offset} and {@code limit}.
     *
     * @throws IllegalArgumentException when it asks for what there is not; the message says so for people
     */
    public static ConnectionPage of(Parameters parameters) {
        Comparator<ConnectionSnapshot> order = ORDERS.get(text(parameters, "sort", DEFAULT_SORT));
        if (order == null) {
            throw new IllegalArgumentException("sort: expected one of " + String.join(", ", ORDERS.keySet()));
        }
        String direction = text(parameters, "order", "asc");
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new IllegalArgumentException("order: expected asc or desc");
        }
        var directed = direction.equals("asc") ? order : order.reversed();
        return new ConnectionPage(
                directed.thenComparing(ConnectionSnapshot::connection),
                text(parameters, "search", "").toLowerCase(Locale.ROOT),
                number(parameters, "offset", 0, OFFSET_MAX),
                number(parameters, "limit", LIMIT_DEFAULT, LIMIT_MAX));
    }

    /** The same with no more than so many. */
    ConnectionPage atMost(int most) {
        return new ConnectionPage(order, search, offset, Math.min(limit, most));
    }

    /** The part of these, {@code total} and {@code found} beside it. */
    public JsonObject of(List<ConnectionSnapshot> all) {
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

    private static String text(Parameters parameters, String name, String byDefault) {
        String text = parameters.get(name);
        return text == null ? byDefault : text;
    }

    private static int number(Parameters parameters, String name, int byDefault, int max) {
        String text = parameters.get(name);
        if (text == null) {
            return byDefault;
        }
        if (!text.matches("[0-9]{1,8}") || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(name + ": expected 0.." + max);
        }
        return Integer.parseInt(text);
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
