package dev.echobus.gateway;

/** The gateway's address cannot be had. The message says where, by which setting, and why. */
public final class GatewayListenException extends Exception {

    private static final long serialVersionUID = 1L;

    GatewayListenException(String message) {
        super(message, null, false, false);
    }
}
