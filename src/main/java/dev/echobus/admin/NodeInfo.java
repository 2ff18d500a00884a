package dev.echobus.admin;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ResponderKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * What a node runs, as {@code echobus.service.info} answers.
 *
 * @param members those of the cluster and those that were; empty outside a cluster
 */
public record NodeInfo(
        String version,
        String transport,
        List<Listener> listeners,
        int serverInstances,
        int clientInstances,
        List<UserVerticle> verticles,
        int connectionsMax,
        List<Member> members,
        State state,
        long uptimeMs) {

    /**
     * Something that the node listens with, its port the one that was taken.
     *
     * @param isStamped it stamps replies to those who ask
     */
    public record Listener(
            String name, Endpoint url, FramingSpec framing, String prefix, ResponderKind responder, boolean isStamped) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("name", name)
                    .put("url", url.toString())
                    .put("framing", word(framing.kind()))
                    .put("lengthFieldBytes", framing.lengthFieldBytes())
                    .put("prefix", prefix)
                    .put("responder", word(responder))
                    .put("stamp", isStamped);
        }
    }

    /**
     * A verticle of the user's.
     *
     * @param name that of its section
     * @param verticle what it is, such as a class
     */
    public record UserVerticle(String name, String verticle, int instances) {

        JsonObject toJson() {
            return new JsonObject().put("name", name).put("verticle", verticle).put("instances", instances);
        }
    }

    /** A process of the cluster; its kind and state are words of the contract. */
    public record Member(String node, String address, Enum<?> kind, Enum<?> state) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("node", node)
                    .put("address", address)
                    .put("kind", word(kind))
                    .put("state", word(state));
        }
    }

    /** Whether the node takes on work. */
    public enum State {
        READY,
        /** In a cluster: it does not reach the others, or they not it. */
        UNREADY,
        DRAINING
    }

    /** As the bus and the admin port tell it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("version", version)
                .put("transport", transport)
                .put(
                        "listeners",
                        new JsonArray(listeners.stream().map(Listener::toJson).toList()))
                .put("serverInstances", serverInstances)
                .put("clientInstances", clientInstances)
                .put(
                        "verticles",
                        new JsonArray(
                                verticles.stream().map(UserVerticle::toJson).toList()))
                .put("connectionsMax", connectionsMax)
                .put(
                        "members",
                        new JsonArray(members.stream().map(Member::toJson).toList()))
                .put("state", word(state))
                .put("uptimeMs", uptimeMs);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
