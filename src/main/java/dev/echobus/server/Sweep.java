package dev.echobus.server;

import io.vertx.core.Vertx;
import java.util.Collection;

/**
 * Checks a verticle's connections in rounds, for their time limits. A round takes several turns of the event loop:
 * when thousands of peers are cut at once, messages of the others still get their turns in between. Event loop only.
 */
final class Sweep {

    /** Thousands that are only checked fit into a turn, and a handful of those that are cut. */
    private static final long TURN_NANOS = 1_000_000;

    /** The loop reads and writes before a timer that is due, and after it, but not between tasks that wait already. */
    private static final long PAUSE_MS = 1;

    private static final ServerConnection[] NONE = {};

    private final Vertx vertx;
    private final Collection<ServerConnection> connections;

    private ServerConnection[] round = NONE;
    private int next;

    Sweep(Vertx vertx, Collection<ServerConnection> connections) {
        this.vertx = vertx;
        this.connections = connections;
    }

    /** Begins a round, unless one is still under way. */
    void begin() {
        if (next == round.length) {
            // A copy: closing a connection takes it out of the collection.
            round = connections.toArray(NONE);
            next = 0;
            goOn();
        }
    }

    private void goOn() {
        long start = System.nanoTime();
        long now = start;
        while (next < round.length && now - start < TURN_NANOS) {
            round[next++].sweep(now);
            now = System.nanoTime();
        }
        if (next < round.length) {
            vertx.setTimer(PAUSE_MS, timer -> goOn());
        } else {
            // Connections that are closed by the next round are not to be kept alive until then.
            round = NONE;
            next = 0;
        }
    }
}
