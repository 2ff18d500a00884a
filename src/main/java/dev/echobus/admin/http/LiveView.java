package dev.echobus.admin.http;

import dev.echobus.bus.Addresses;
import dev.echobus.metric.Metric;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the console shows of this node and of all others at one moment. Others are asked once for each view and not waited
 * for: a view has what they answered before it. The admin port's event loop; bounded by {@link #NODES_MAX}.
 */
final class LiveView {

    /** Other nodes that are shown: a page with more is no overview. */
    static final int NODES_MAX = 64;

    private static final String BY_CODE = "ByCode";

    /** How long a node is shown after it has gone. */
    private static final long GONE_SHOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What is told of each node; the rest is for /metrics. */
    private static final Set<Metric> SHOWN = EnumSet.of(
            Metric.CONNECTIONS_OPEN,
            Metric.CONNECTIONS_ACCEPTED,
            Metric.CONNECTIONS_REFUSED,
            Metric.CONNECTIONS_CLOSED,
            Metric.CONNECTIONS_ENDED_ABNORMALLY,
            Metric.CONNECTIONS_CUT_FOR_MEMORY,
            Metric.ACCEPT_FAILURES,
            Metric.BYTES_IN,
            Metric.BYTES_OUT,
            Metric.MESSAGES,
            Metric.SERVICE_TIME,
            Metric.BUS_REQUESTS,
            Metric.CLIENT_OUTCOMES,
            Metric.CLIENT_SERVER_EJECTIONS,
            Metric.GATEWAY_SESSIONS_OPEN,
            Metric.GATEWAY_ERRORS,
            Metric.CONFIG_RELOADS,
            Metric.EVENT_LOOP_LAG,
            Metric.BUFFERS_HELD,
            Metric.CPU_TIME,
            Metric.NODE_INFO);

    private static final Set<String> SHOWN_NAMES = SHOWN.stream()
            .flatMap(metric -> Stream.of(metric.jsonName(), metric.jsonName() + BY_CODE))
            .collect(Collectors.toSet());

    private final Vertx vertx;
    private final AdminNode node;
    private final LongSupplier nanoClock;
    private final Map<String, Other> others = new LinkedHashMap<>();

    private @Nullable NodePoll poll;

    /** Another node, as far as it is known. */
    private static final class Other {

        private String address = "";
        private String state = "up";
        private @Nullable JsonObject stats;
        private long answeredNanos;
        private long goneNanos;
    }

    /** @param nanoClock what the age of answers is told by */
    LiveView(Vertx vertx, AdminNode node, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.node = node;
        this.nanoClock = nanoClock;
    }

    /** Somebody looks from now on. */
    void open() {
        if (node.isClustered() && poll == null) {
            poll = new NodePoll(vertx, this::answered);
        }
    }

    /** Nobody looks any more. */
    void close() {
        if (poll != null) {
            poll.close();
            poll = null;
        }
        others.clear();
    }

    /** Made and encoded once, for everybody. */
    Future<Buffer> take() {
        return node.loops().map(loops -> {
            long nowNanos = nanoClock.getAsLong();
            JsonObject info = node.info();
            follow(info.getJsonArray("members", new JsonArray()), nowNanos);
            if (poll != null) {
                poll.ask(Addresses.SERVICE_STATS);
            }
            var nodes = new JsonArray().add(own(info));
            others.forEach((name, other) -> nodes.add(json(name, other, nowNanos)));
            var byLoop = new JsonArray();
            loops.forEach(loop ->
                    byLoop.add(new JsonObject().put("loop", loop.loop()).put("connections", loop.connections())));
            return new JsonObject()
                    .put("kind", "view")
                    .put("atMs", System.currentTimeMillis())
                    .put("node", node.name())
                    .put("version", info.getValue("version"))
                    .put("state", info.getValue("state"))
                    .put("uptimeMs", info.getValue("uptimeMs"))
                    .put("connectionsMax", info.getValue("connectionsMax"))
                    .put("clustered", node.isClustered())
                    .put("loops", byLoop)
                    .put("nodes", nodes)
                    .toBuffer();
        });
    }

    private JsonObject own(JsonObject info) {
        String address = members(info.getJsonArray("members", new JsonArray()))
                .filter(member -> node.name().equals(member.getString("node")))
                .map(member -> member.getString("address", ""))
                .findFirst()
                .orElse("");
        return new JsonObject()
                .put("node", node.name())
                .put("address", address)
                .put("state", info.getValue("state"))
                .put("ageMs", 0)
                .put("stats", shown(node.numbers().toJson(SHOWN)));
    }

    private static JsonObject json(String name, Other other, long nowNanos) {
        return new JsonObject()
                .put("node", name)
                .put("address", other.address)
                .put("state", other.state)
                .put("ageMs", TimeUnit.NANOSECONDS.toMillis(nowNanos - other.answeredNanos))
                .put("stats", other.stats);
    }

    private void answered(JsonObject answer) {
        Other other = others.get(answer.getString("node"));
        if (other != null) {
            other.stats = shown(answer);
            other.answeredNanos = nanoClock.getAsLong();
        }
    }

    /** Keeps to who is in the cluster: who has gone is told for a while. */
    private void follow(JsonArray all, long nowNanos) {
        Map<String, JsonObject> members = members(all)
                .filter(member -> "node".equals(member.getString("kind")))
                .filter(member -> !node.name().equals(member.getString("node")))
                .collect(Collectors.toMap(
                        member -> member.getString("node", ""), member -> member, (first, later) -> later));
        members.forEach((name, member) -> {
            if ("up".equals(member.getString("state")) && (others.containsKey(name) || others.size() < NODES_MAX)) {
                Other other = others.computeIfAbsent(name, unknown -> new Other());
                other.address = member.getString("address", "");
                other.state = "up";
            }
        });
        others.forEach((name, other) -> {
            String state = Stream.ofNullable(members.get(name))
                    .map(member -> member.getString("state", ""))
                    .findFirst()
                    .orElse("left");
            if (other.state.equals("up") && !state.equals("up")) {
                other.state = state;
                other.goneNanos = nowNanos;
            }
        });
        others.values().removeIf(other -> !other.state.equals("up") && nowNanos - other.goneNanos > GONE_SHOWN_NANOS);
    }

    private static Stream<JsonObject> members(JsonArray all) {
        return all.stream().map(JsonObject.class::cast);
    }

    /** What is told of a node's numbers; codes that never happened are left out. */
    private static JsonObject shown(JsonObject numbers) {
        var shown = new JsonObject();
        numbers.forEach(number -> {
            if (SHOWN_NAMES.contains(number.getKey())) {
                Object value = number.getValue();
                shown.put(number.getKey(), number.getKey().endsWith(BY_CODE) ? happened(value) : value);
            }
        });
        return shown;
    }

    private static Object happened(Object byCode) {
        var happened = new JsonObject();
        if (byCode instanceof JsonObject codes) {
            codes.forEach(code -> {
                if (code.getValue() instanceof Number number && number.doubleValue() > 0) {
                    happened.put(code.getKey(), number);
                }
            });
        }
        return happened;
    }
}
