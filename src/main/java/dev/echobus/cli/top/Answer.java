package dev.echobus.cli.top;

import io.vertx.core.json.JsonObject;

/**
 * What one node answered.
 *
 * @param body with its name as {@code node}
 * @param atNanos when it came, on {@link System#nanoTime}'s clock
 */
public record Answer(JsonObject body, long atNanos) {

    String node() {
        return body.getString("node", "");
    }
}
