package dev.echobus.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What happened to a connection, as published on {@link Addresses#SERVER_CONNECTION}.
 *
 * @param peer whose connection
 * @param reason why it closed or was refused; empty for {@link Kind#OPENED}
 * @param traffic what went through it until now
 */
public record ConnectionEvent(Kind kind, Peer peer, String reason, Traffic traffic) {

    /** Kinds of events. */
    public enum Kind {
        OPENED,
        CLOSED,
        REFUSED
    }

    /**
     * One end of a connection.
     *
     * @param connection the connection's id, unique in the cluster
     * @param remote the peer's address, {@code host:port}
     * @param node the node that holds the connection
     */
    public record Peer(String connection, String remote, String node) {

        /** Headers that tell a consumer whose message it has. */
        public DeliveryOptions deliveryOptions() {
            return new DeliveryOptions()
                    .addHeader(Addresses.CONNECTION_HEADER, connection)
                    .addHeader(Addresses.REMOTE_HEADER, remote)
                    .addHeader(Addresses.NODE_HEADER, node);
        }
    }

    /** Bytes and messages that a connection received, and bytes that were written to it. */
    public record Traffic(long bytesIn, long bytesOut, long messages) {
        public static final Traffic NONE = new Traffic(0, 0, 0);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("event", kind.name().toLowerCase(Locale.ROOT))
                .put("connection", peer.connection())
                .put("remote", peer.remote())
                .put("node", peer.node())
                .put("reason", reason)
                .put("bytesIn", traffic.bytesIn())
                .put("bytesOut", traffic.bytesOut())
                .put("messages", traffic.messages());
    }
}
