package dev.echobus.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What happened to a connection, as published on {@link Addresses#SERVER_CONNECTION}.
 *
 * @param peer whose connection
 * @param code why it closed or was refused: a {@link CloseCode} or a {@link RefusalCode}; empty for {@link Kind#OPENED}
 * @param reason the same for people
 * @param traffic what went through it until now
 */
public record ConnectionEvent(Kind kind, Peer peer, String code, String reason, Traffic traffic) {

    public static ConnectionEvent opened(Peer peer) {
        return new ConnectionEvent(Kind.OPENED, peer, "", "", Traffic.NONE);
    }

    public static ConnectionEvent closed(Peer peer, CloseReason reason, Traffic traffic) {
        return new ConnectionEvent(Kind.CLOSED, peer, reason.code().name(), reason.text(), traffic);
    }

    public static ConnectionEvent refused(Peer peer, Refusal refusal) {
        return new ConnectionEvent(Kind.REFUSED, peer, refusal.code().name(), refusal.detail(), Traffic.NONE);
    }

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
     * @param listener the name of the node's listener that it came by
     */
    public record Peer(String connection, String remote, String node, String listener) {

        /** Headers that tell a consumer whose message it has. */
        public DeliveryOptions deliveryOptions() {
            return new DeliveryOptions()
                    .addHeader(Addresses.CONNECTION_HEADER, connection)
                    .addHeader(Addresses.REMOTE_HEADER, remote)
                    .addHeader(Addresses.NODE_HEADER, node)
                    .addHeader(Addresses.LISTENER_HEADER, listener);
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
                .put("listener", peer.listener())
                .put("code", code)
                .put("reason", reason)
                .put("bytesIn", traffic.bytesIn())
                .put("bytesOut", traffic.bytesOut())
                .put("messages", traffic.messages());
    }
}
