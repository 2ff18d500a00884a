package dev.echobus.rollout;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Does something so many times a second, however long each takes to come to something. On the event loop it is started
 * on. What a loop that was held up owes is not made up for: a burst of messages would go to connections whose end has
 * come meanwhile and is not read yet.
 */
final class Pacer {

    private static final int TICK_MS = 10;

    /** Ticks that may be made up for: the clock of a loop that is not held up is late by less. */
    private static final int TICKS_OWED_MAX = 3;

    private static final double SECOND_NANOS = 1e9;

    private final Vertx vertx;
    private final double perSecond;
    private final double owedMax;
    private final Runnable action;

    private long timer;
    private long lastNanos;
    private double owed;

    Pacer(Vertx vertx, double perSecond, Runnable action) {
        this.vertx = vertx;
        this.perSecond = perSecond;
        owedMax = Math.max(1, perSecond * TICK_MS * TICKS_OWED_MAX / 1_000);
        this.action = action;
    }

    void start() {
        assert Context.isOnEventLoopThread() : "started on the loop that it runs on";
        lastNanos = System.nanoTime();
        timer = vertx.setPeriodic(TICK_MS, tick -> act());
    }

    private void act() {
        long now = System.nanoTime();
        owed = Math.min(owed + perSecond * (now - lastNanos) / SECOND_NANOS, owedMax);
        lastNanos = now;
        for (; owed >= 1; owed--) {
            action.run();
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
