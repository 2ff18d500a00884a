package dev.echobus.config;

import dev.echobus.common.FramingKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole configuration of a node. A section's name is the first part of its settings' paths. */
public record EchobusConfig(
        ServerConfig server,
        AdmissionConfig admission,
        ClientConfig client,
        ClusterConfig cluster,
        GatewayConfig gateway,
        AdminConfig admin,
        TracingConfig tracing,
        RuntimeConfig runtime,
        LogConfig log,

        @NamedSections(defaultsFrom = "server", max = ListenerSection.COUNT_MAX)
        Map<String, ListenerSection> listeners) {

    /** Keeps a copy, in the order in which the sources name the listeners. */
    public EchobusConfig {
        listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
    }

    /** The built-in defaults, which {@code conf/config.json} repeats with comments. */
    public static EchobusConfig defaults() {
        return SettingsModel.ECHOBUS.bind(SettingsModel.ECHOBUS.defaults());
    }

    /** The listener that every node has. */
    public ListenerConfig echoListener() {
        return ListenerConfig.of(ListenerConfig.ECHO, server.endpoint(), server.messages());
    }

    /** What the node listens with: {@code echo} first, then those that have names of their own. */
    public List<ListenerConfig> allListeners() {
        var all = new ArrayList<ListenerConfig>();
        all.add(echoListener());
        listeners.forEach((name, section) -> all.add(ListenerConfig.of(name, section.url(), section.messages())));
        return List.copyOf(all);
    }

    /**
     * The client's settings as they hold: clients that talk to this node's own server cut bytes as that one does,
     * whatever {@code client.framing} says.
     */
    public ClientConfig clientInForce() {
        return client.usesOwnServer() ? client.of(server) : client;
    }

    /**
     * Why this node's client cannot serve the bus although it is enabled, or empty when it can. In raw framing a reply is
     * known by its number of bytes alone, so its own server must return just the message.
     */
    public Optional<String> objectionToClient() {
        boolean isRaw = client.usesOwnServer() && server.messages().framing() == FramingKind.RAW;
        if (isRaw && !server.messages().prefix().isEmpty()) {
            return Optional.of("server.prefix changes the number of bytes, by which raw replies are matched");
        }
        if (isRaw && server.messages().responder() == ResponderKind.BUS) {
            return Optional.of("server.responder bus may change the number of bytes, by which raw replies are matched");
        }
        return Optional.empty();
    }
}
