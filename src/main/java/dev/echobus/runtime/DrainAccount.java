package dev.echobus.runtime;

import dev.echobus.server.ServerStats;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** What a drain answered and what it cut: the last line of a node. Written once, when the drain has ended. */
final class DrainAccount {

    private final ServerStats stats;
    private final JsonObject before;
    private final long startNanos = System.nanoTime();

    /** Begins the account with what the node has done until now. */
    DrainAccount(ServerStats stats) {
        this.stats = stats;
        before = stats.toJson();
    }

    @Override
    public String toString() {
        JsonObject after = stats.toJson();
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long cut = during(after, "connectionsCut");
        return "in %d ms: %d messages (%d bytes) answered meanwhile, %d connections ended, %d cut with %d bytes unsent; %s"
                .formatted(
                        ms,
                        during(after, "messages"),
                        during(after, "bytesOut"),
                        before.getLong("connectionsOpen") - cut,
                        cut,
                        during(after, "bytesCut"),
                        "in all " + after.encode());
    }

    private long during(JsonObject after, String name) {
        return after.getLong(name) - before.getLong(name);
    }
}
