package dev.echobus.server;

import dev.echobus.config.LiveConfig;
import dev.echobus.metric.ListenerSnapshot;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line in the log every {@code log.summaryIntervalMs} in which something happened: what a node's servers did, in place of
 * a line for each connection. One a node, on one event loop; holds two snapshots.
 */
public final class TrafficSummary {

    /** How often it is seen whether the interval, which a reload may change, is over. */
    private static final long TICK_MS = 250;

    private static final Logger log = LoggerFactory.getLogger(TrafficSummary.class);

    private final LiveConfig live;
    private final ServerStats stats;
    private final LongSupplier nanoClock;
    private ListenerSnapshot before;
    private long sinceNanos;

    private TrafficSummary(LiveConfig live, ServerStats stats, LongSupplier nanoClock) {
        this.live = live;
        this.stats = stats;
        this.nanoClock = nanoClock;
        before = stats.snapshot().total();
        sinceNanos = nanoClock.getAsLong();
    }

    /** Begins to summarize, on an event loop of this Vertx and until that is closed. */
    public static void start(Vertx vertx, LiveConfig live, ServerStats stats) {
        var summary = new TrafficSummary(live, stats, System::nanoTime);
        vertx.setPeriodic(TICK_MS, timer -> summary.tick());
    }

    private void tick() {
        long now = nanoClock.getAsLong();
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(now - sinceNanos);
        int intervalMs = live.log().summaryIntervalMs();
        if (intervalMs == 0 || elapsedMs < intervalMs) {
            return;
        }
        ListenerSnapshot current = stats.snapshot().total();
        if (!current.equals(before)) {
            write(current, elapsedMs);
        }
        before = current;
        sinceNanos = now;
    }

    private void write(ListenerSnapshot current, long elapsedMs) {
        ListenerSnapshot during = current.since(before);
        log.info(
                "in {} s: {} connections opened, {} closed ({} abnormally), {} refused, {} open; {} bytes in, {} bytes out, {} messages",
                TimeUnit.MILLISECONDS.toSeconds(elapsedMs),
                during.connectionsAccepted(),
                current.connectionsClosed(before),
                during.connectionsEndedAbnormally(),
                during.connectionsRefused(),
                current.connectionsOpen(),
                during.bytesIn(),
                during.bytesOut(),
                during.messages());
    }
}
