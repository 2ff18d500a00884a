package dev.echobus.rollout;

import io.vertx.core.Future;

/** One kind of traffic of a rehearsal. On its event loop alone. */
interface Traffic {

    /** Begins to send. */
    void start();

    /** Sends no more, waits for the answers that are due, ends all connections, and tells what came of it all. */
    Future<TrafficResult> stop();
}
