package dev.echobus.cluster.route;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Something that an audit of the routes found wrong.
 *
 * @param from the node that sends, or asks
 * @param to the member that is sent to, or should be
 * @param address which address it is about; empty for one that is unreachable
 */
public record RouteFinding(Kind kind, String from, String to, String address) {

    /** What is wrong. */
    public enum Kind {
        /** The member consumes the address, and the node does not send to it. */
        MISSING("does not send to"),
        /** The node sends to a member that does not consume the address, or is gone. */
        STALE("sends to a consumer that is not there,"),
        /** The member did not answer over the bus. */
        UNREACHABLE("got no answer of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("from", from)
                .put("to", to)
                .put("address", address);
    }

    @Override
    public String toString() {
        return from + " " + kind.words + " " + to + (address.isEmpty() ? "" : " for " + address);
    }
}
