package dev.echobus.gateway;

import java.nio.charset.StandardCharsets;

/** In what the frames of Vert.x's two bridges of the event bus differ. */
enum Dialect {
    /** Of the TCP bridge. */
    TCP("message", true),
    /** Of vertx-web's SockJS bridge, whose clients warn of whatever they did not ask for. */
    SOCKJS("rec", false);

    @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it.
    private final byte[] messageHead;

    private final boolean hasPong;

    Dialect(String messageType, boolean hasPong) {
        messageHead = ("{\"type\":\"" + messageType + "\",\"address\":").getBytes(StandardCharsets.US_ASCII);
        this.hasPong = hasPong;
    }

    /** How a message begins, up to its address. Not to be written to. */
    byte[] messageHead() {
        return messageHead;
    }

    /** Whether a ping is answered. */
    boolean hasPong() {
        return hasPong;
    }
}
