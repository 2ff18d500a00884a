package dev.echobus.cluster;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address of {@code cluster.members} where no member is.
 *
 * @param address {@code host:port}
 * @param last the node that was there last, null when none is remembered
 */
record Absence(String address, @Nullable Member last) {

    JsonObject toJson() {
        var json = new JsonObject().put("address", address);
        if (last != null) {
            json.put("node", last.name()).put("state", last.state().name().toLowerCase(Locale.ROOT));
        }
        return json;
    }
}
