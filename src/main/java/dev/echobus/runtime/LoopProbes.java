package dev.echobus.runtime;

import dev.echobus.metric.TimeHistogram;
import dev.echobus.metric.Times;
import dev.echobus.wire.EventLoops;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How late timers run on each event loop of a node: whatever waits on that loop was as late. One timer a loop, ten times
 * a second, until Vert.x is closed. Any thread may read.
 */
final class LoopProbes {

    private static final long INTERVAL_MS = 100;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

    private final List<TimeHistogram> loops;

    private LoopProbes(List<TimeHistogram> loops) {
        this.loops = loops;
    }

    static LoopProbes start(Vertx vertx) {
        return new LoopProbes(EventLoops.contextsOn(vertx).stream()
                .map(loop -> start(vertx, loop))
                .toList());
    }

    private static TimeHistogram start(Vertx vertx, Context loop) {
        var lag = new TimeHistogram();
        loop.runOnContext(onLoop -> probe(vertx, lag));
        return lag;
    }

    private static void probe(Vertx vertx, TimeHistogram lag) {
        long due = System.nanoTime() + INTERVAL_NANOS;
        vertx.setTimer(INTERVAL_MS, timer -> {
            lag.add(Math.max(0, System.nanoTime() - due), 1);
            probe(vertx, lag);
        });
    }

    /** How many loops there are. */
    int count() {
        return loops.size();
    }

    /** Of all loops together. */
    Times snapshot() {
        return loops.stream().map(TimeHistogram::snapshot).reduce(Times.NONE, Times::plus);
    }
}
