package dev.echobus.cluster.mesh;

import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ListenerSection;
import dev.echobus.config.ResponderKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A node that others ask for echoes.
 *
 * @param node its name
 * @param listeners what it listens with, at addresses that other hosts can dial
 */
public record MeshTarget(String node, List<ListenerConfig> listeners) {

    static final int LISTENERS_MAX = ListenerSection.COUNT_MAX + 1;

    /** As long as {@code server.prefix} may be. */
    private static final int PREFIX_MAX_CHARACTERS = 1_024;

    /** As wide as the length field is when a node does not say: nodes of earlier versions. */
    private static final int LENGTH_FIELD_BYTES = 4;

    public MeshTarget {
        listeners = List.copyOf(listeners);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("node", node)
                .put(
                        "listeners",
                        new JsonArray(listeners.stream().map(MeshTarget::toJson).toList()));
    }

    private static JsonObject toJson(ListenerConfig listener) {
        return new JsonObject()
                .put("name", listener.name())
                .put("url", listener.endpoint().toString())
                .put("framing", word(listener.framing().kind()))
                .put("lengthFieldBytes", listener.framing().lengthFieldBytes())
                .put("prefix", listener.prefix())
                .put("responder", word(listener.responder()));
    }

    /** @throws ClassCastException or IllegalArgumentException when it is none */
    static MeshTarget of(JsonObject json) {
        String node = json.getString("node", "");
        JsonArray listeners = json.getJsonArray("listeners", new JsonArray());
        if (node.isEmpty() || listeners.size() > LISTENERS_MAX) {
            throw new IllegalArgumentException(
                    "targets: expected the name of a node and at most " + LISTENERS_MAX + " listeners of it");
        }
        return new MeshTarget(
                node,
                listeners.stream()
                        .map(listener -> listener((JsonObject) listener)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "targets: expected " + Endpoint.FORMS + " as a listener's url")))
                        .toList());
    }

    /** A listener as {@code echobus.service.info} tells of it, or empty when it is none of TCP. */
    static Optional<ListenerConfig> listener(JsonObject json) {
        EndpointReading url = Endpoint.read(json.getString("url", ""));
        if (!(url instanceof Endpoint endpoint)) {
            return Optional.empty();
        }
        var framing = new FramingSpec(
                FramingKind.valueOf(upper(json.getString("framing", "raw"))),
                json.getInteger("lengthFieldBytes", LENGTH_FIELD_BYTES));
        String prefix = json.getString("prefix", "");
        if (prefix.length() > PREFIX_MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "prefix: expected at most " + PREFIX_MAX_CHARACTERS + " characters, found " + prefix.length());
        }
        return Optional.of(new ListenerConfig(
                json.getString("name", ""),
                endpoint,
                framing,
                prefix,
                ResponderKind.valueOf(upper(json.getString("responder", "echo"))),
                false));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
