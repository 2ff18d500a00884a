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

    /** What goes over TLS; of the others they themselves. */
    Wire inner() {
        return switch (this) {
            case TLS -> TCP;
            case WSS -> WEBSOCKET;
            case TCP, WEBSOCKET, SOCKJS -> this;
        };
    }

    /** Whether it comes to the port for programs alone. */
    boolean isOfTcpPort() {
        return this == TCP || this == TLS;
    }
}
