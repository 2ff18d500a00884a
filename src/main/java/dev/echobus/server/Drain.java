package dev.echobus.server;

import io.vertx.core.Vertx;

/**
 * The course of a drain on one event loop. At first a connection ends when it has been quiet for
 * {@code server.drainQuietMs}. Those that never are end in the last part of the drain's time, at the best moment that they
 * have: after a message, then right after an answer, at last as they are. The rest of the time is for their peers to hear
 * of it. Timers end with the verticle.
 */
final class Drain {

    private static final int LAST_CALL_MAX_MS = 2_000;

    /** Of the drain's time, where that is less. */
    private static final int LAST_CALL_PART = 5;

    /** Time limits are kept to this while everybody waits. */
    private static final int SWEEP_INTERVAL_MS = 50;

    /** What left together has come by then; who sends ten times a second has most of its pause left. */
    private static final int PAUSE_MS = 5;

    private final Vertx vertx;
    private final LoopConnections connections;
    private final int timeoutMs;

    Drain(Vertx vertx, LoopConnections connections, int timeoutMs) {
        this.vertx = vertx;
        this.connections = connections;
        this.timeoutMs = timeoutMs;
    }

    void begin() {
        var sweep = new Sweep(vertx, connections.open());
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> sweep.begin());
        connections.drain();
        int lastCallMs = Math.min(LAST_CALL_MAX_MS, timeoutMs / LAST_CALL_PART);
        after(timeoutMs - lastCallMs, () -> {
            connections.lastCall();
            vertx.setPeriodic(PAUSE_MS, timer -> connections.endPaused());
        });
        after(timeoutMs - lastCallMs / 2, connections::press);
        after(timeoutMs - lastCallMs / 4, connections::endDrain);
    }

    private void after(int ms, Runnable step) {
        if (ms > 0) {
            vertx.setTimer(ms, timer -> step.run());
        }
    }
}
