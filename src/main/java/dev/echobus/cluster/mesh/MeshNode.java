package dev.echobus.cluster.mesh;

import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.config.ListenerConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node of the cluster, as far as nodes have told of it.
 *
 * @param target what others can ask it by
 * @param address where it is a member, {@code host:port}; empty when nobody has said
 * @param isSilent true when others count it among the members, and it has not said what it listens with
 */
public record MeshNode(MeshTarget target, String address, boolean isSilent) {

    private static final Endpoint LOOPBACK = Endpoint.tcp("localhost", 1);

    public String name() {
        return target.node();
    }

    /** The nodes that answered {@code echobus.service.info}, and those that they count among the members; by name. */
    public static List<MeshNode> of(List<JsonObject> infos) {
        Map<String, MeshNode> nodes = new TreeMap<>();
        infos.forEach(info -> members(info)
                .forEach((name, address) ->
                        nodes.put(name, new MeshNode(new MeshTarget(name, List.of()), address, true))));
        infos.forEach(info -> {
            String name = info.getString("node", "");
            String address = members(info).getOrDefault(name, "");
            nodes.put(name, new MeshNode(new MeshTarget(name, listeners(info, address)), address, false));
        });
        nodes.remove("");
        return List.copyOf(nodes.values());
    }

    /** Names and addresses of the nodes that are there, guests left out. */
    private static Map<String, String> members(JsonObject info) {
        Map<String, String> members = new TreeMap<>();
        objects(info.getJsonArray("members")).forEach(member -> {
            if ("node".equals(member.getString("kind")) && "up".equals(member.getString("state"))) {
                members.put(member.getString("node", ""), member.getString("address", ""));
            }
        });
        return members;
    }

    private static List<ListenerConfig> listeners(JsonObject info, String address) {
        return objects(info.getJsonArray("listeners")).stream()
                .flatMap(listener -> MeshTarget.listener(listener).stream())
                .flatMap(listener -> dialled(listener, address).stream())
                .limit(MeshTarget.LISTENERS_MAX)
                .toList();
    }

    /** The listener at the address that other hosts dial, or empty when it has none: it listens on loopback alone. */
    private static Optional<ListenerConfig> dialled(ListenerConfig listener, String address) {
        EndpointReading member = Endpoint.read(address);
        Endpoint endpoint = listener.endpoint();
        if (!(member instanceof Endpoint host)) {
            return endpoint.isWildcard() ? Optional.empty() : Optional.of(listener);
        }
        if (endpoint.isWildcard()) {
            return Optional.of(listener.at(Endpoint.tcp(host.host(), endpoint.port())));
        }
        return LOOPBACK.isSameHost(endpoint) && !LOOPBACK.isSameHost(host) ? Optional.empty() : Optional.of(listener);
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array == null
                ? List.of()
                : array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList();
    }

    JsonObject toJson() {
        return target.toJson().put("address", address).put("silent", isSilent);
    }
}
