package dev.echobus.gateway;

import dev.echobus.common.Endpoint;

/**
 * Where sessions connect to.
 *
 * @param isWeb whether it is for WebSocket and SockJS, else for TCP
 */
public record GatewayAddress(Endpoint endpoint, boolean isWeb) {

    public int port() {
        return endpoint.port();
    }

    /** {@code tcp://host:port} or {@code ws://host:port/eventbus}. */
    @Override
    public String toString() {
        return isWeb ? "ws://" + endpoint.authority() + WebRequests.PATH : endpoint.toString();
    }
}
