package dev.echobus.config;

import dev.echobus.common.Endpoint;

/** The server: where its first listener, {@code echo}, listens; the defaults of all listeners; the node's limits. */
public record ServerConfig(
        @Setting(doc = "Address to listen on", byDefault = "0.0.0.0", min = 1, max = 255)
        String host,

        @Setting(doc = "TCP port to listen on; 0 takes a free one and prints it", byDefault = "9999", max = 65_535)
        int port,

        @Inline MessageSettings messages,

        @Inline NodeLimits limits) {

    /** Where the listener {@code echo} listens. */
    public Endpoint endpoint() {
        return Endpoint.tcp(host, port);
    }
}
