package dev.echobus.client;

import dev.echobus.bus.Addresses;
import io.vertx.core.eventbus.DeliveryOptions;

/** Where a request has been and since when, for whoever asked for it. Its verticle's event loop. */
final class RequestTrace {

    private final String node;

    private String server = "";
    private long sentNanos;

    /** @param node the node whose client answers */
    RequestTrace(String node) {
        this.node = node;
    }

    void sent(String server, long nowNanos) {
        this.server = server;
        sentNanos = nowNanos;
    }

    /** What the reply's headers tell of a request that came and is answered at these times. */
    DeliveryOptions headers(long startNanos, long nowNanos) {
        return new DeliveryOptions()
                .addHeader(Addresses.NODE_HEADER, node)
                .addHeader(Addresses.SERVER_HEADER, server)
                .addHeader(Addresses.WAITED_HEADER, String.valueOf(sentNanos - startNanos))
                .addHeader(Addresses.ROUND_TRIP_HEADER, String.valueOf(nowNanos - sentNanos));
    }
}
