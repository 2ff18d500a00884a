package dev.echobus.config;

import dev.echobus.common.FramingKind;
import java.util.Optional;

/** The whole configuration of a node. A section's name is the first part of its settings' paths. */
public record EchobusConfig(
        ServerConfig server,
        AdmissionConfig admission,
        ClientConfig client,
        ClusterConfig cluster,
        RuntimeConfig runtime,
        LogConfig log) {

    /** The built-in defaults, which {@code conf/config.json} repeats with comments. */
    public static EchobusConfig defaults() {
        return SettingsModel.ECHOBUS.bind(SettingsModel.ECHOBUS.defaults());
    }

    /**
     * The client's settings as they hold: a client of this node's own server ({@code client.port} 0) cuts bytes as that
     * one does, whatever {@code client.framing} says.
     */
    public ClientConfig clientInForce() {
        return isClientOfOwnServer() ? client.of(server) : client;
    }

    /** True when the client verticles talk to the server of this node. */
    public boolean isClientOfOwnServer() {
        return client.port() == 0;
    }

    /**
     * Why this node's client cannot serve the bus although it is enabled, or empty when it can. In raw framing a reply is
     * known by its number of bytes alone, so its own server must return just the message.
     */
    public Optional<String> objectionToClient() {
        boolean isRaw = isClientOfOwnServer() && server.framing() == FramingKind.RAW;
        if (isRaw && !server.prefix().isEmpty()) {
            return Optional.of("server.prefix changes the number of bytes, by which raw replies are matched");
        }
        if (isRaw && server.responder() == ResponderKind.BUS) {
            return Optional.of("server.responder bus may change the number of bytes, by which raw replies are matched");
        }
        return Optional.empty();
    }
}
