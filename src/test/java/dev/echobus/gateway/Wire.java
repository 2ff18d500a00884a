package dev.echobus.gateway;

/** What a session can come over. */
public enum Wire {
    TCP,
    WEBSOCKET,
    SOCKJS,
    /** Frames as over TCP. */
    TLS,
    /** A WebSocket over TLS. */
    WSS;

    boolean isSecured() {
        return this == TLS || this == WSS;
    }

    /** Whether it comes to the port for programs alone. */
    boolean isOfTcpPort() {
        return this == TCP || this == TLS;
    }
}
