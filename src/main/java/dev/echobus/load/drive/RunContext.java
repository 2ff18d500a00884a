package dev.echobus.load.drive;

import dev.echobus.load.check.Pattern;
import dev.echobus.load.plan.BenchPlan;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the loops of a run share: its plan and pattern, what they counted and hand over, and the numbers of connections. Any thread;
 * the caller's takes what is handed over twenty times a second, a loop hands over one interval a tick.
 */
final class RunContext {

    /** So often each connection is opened on average before a server that ends them all is believed to mean it. */
    private static final int TURNED_AWAY_TIMES = 3;

    private final BenchPlan plan;
    private final Pattern pattern;
    private final BlockingQueue<Interval> intervals = new LinkedBlockingQueue<>();
    private final Queue<Interval> spareIntervals = new ConcurrentLinkedQueue<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();
    private final CompletableFuture<Void> allTurnedAway = new CompletableFuture<>();
    private volatile boolean isAnswering;

    RunContext(BenchPlan plan) {
        this.plan = plan;
        pattern = Pattern.of(plan.sizes(), plan.framing().isText(), plan.seed());
    }

    BenchPlan plan() {
        return plan;
    }

    Pattern pattern() {
        return pattern;
    }

    /** A cleared interval. */
    Interval takeInterval() {
        Interval spare = spareIntervals.poll();
        return spare == null ? new Interval() : spare;
    }

    void giveBack(Interval interval) {
        interval.clear();
        spareIntervals.add(interval);
    }

    void handOver(Interval interval) {
        intervals.add(interval);
    }

    /** The next interval that a loop handed over, or null when there is none within this time. */
    @Nullable
    Interval nextInterval(long waitNanos) throws InterruptedException {
        return intervals.poll(waitNanos, TimeUnit.NANOSECONDS);
    }

    void onConnected() {
        opened.incrementAndGet();
    }

    void onConnectFailed() {
        failed.incrementAndGet();
    }

    /** Bytes came on a connection. */
    void onAnswering() {
        isAnswering = true;
    }

    /** A connection was ended by the server without a byte. */
    void onTurnedAway() {
        long count = turnedAway.incrementAndGet();
        if (!isAnswering && count >= (long) TURNED_AWAY_TIMES * plan.connections()) {
            allTurnedAway.complete(null);
        }
    }

    /** Done when no byte came, and as many connections as there are were turned away more than once. */
    CompletableFuture<Void> allTurnedAway() {
        return allTurnedAway;
    }

    /** Sockets were tried, and none could be opened. */
    boolean isUnreachable() {
        return failed.get() > 0 && opened.get() == 0;
    }

    /** From 1, in the order in which they are opened. */
    long nextConnectionNumber() {
        return connections.incrementAndGet();
    }
}
