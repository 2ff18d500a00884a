package dev.echobus.load;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the loops of a run share: its plan, the queue of what they counted, and the numbers of connections. */
final class RunContext {

    private final BenchPlan plan;
    private final BlockingQueue<Interval> intervals = new LinkedBlockingQueue<>();
    private final AtomicLong connections = new AtomicLong();

    RunContext(BenchPlan plan) {
        this.plan = plan;
    }

    BenchPlan plan() {
        return plan;
    }

    BlockingQueue<Interval> intervals() {
        return intervals;
    }

    /** From 1, in the order in which they are opened. */
    long nextConnectionNumber() {
        return connections.incrementAndGet();
    }
}
