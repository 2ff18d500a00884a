package dev.echobus.gateway;

import dev.echobus.common.Endpoint;

/**
 * Where sessions connect to.
 *
 * @param isWeb whether it is for WebSocket and SockJS, else for TCP
 * @param isSecured whether it speaks TLS
 */
public record GatewayAddress(Endpoint endpoint, boolean isWeb, boolean isSecured) {

    public int port() {
        return endpoint.port();
    }

    /** {@code tcp://host:port} or {@code ws://host:port/eventbus}; with TLS {@code tls:} and {@code wss:}. */
    @Override
    public String toString() {
        String scheme = isWeb ? "ws" : "tcp";
        String secured = isWeb ? "wss" : "tls";
        return (isSecured ? secured : scheme) + "://" + endpoint.authority() + (isWeb ? WebRequests.PATH : "");
    }
}
