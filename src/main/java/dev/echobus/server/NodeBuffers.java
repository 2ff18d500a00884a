package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.config.LiveConfig;
import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.BufferBudget.Pressure;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server's connections of a node hold in buffers, and what was done about it: one line of the log for all that
 * happened in ten seconds. Any thread; counts under a short lock, and only while memory is short.
 */
public final class NodeBuffers {

    private static final Logger log = LoggerFactory.getLogger(NodeBuffers.class);

    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final BufferBudget budget;

    private long mostHeldBytes;
    private long cutBytes;
    private int cut;
    private long spentTimes;
    private long spent;
    private boolean isShort;
    private boolean isAnyUnlogged;
    private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;
    private long cutLoggedNanos = loggedNanos;

    public NodeBuffers(LiveConfig live) {
        budget = new BufferBudget(() -> live.limits().bufferMemoryMaxBytes());
    }

    /** What all may hold. */
    public BufferBudget budget() {
        return budget;
    }

    /** Counts a connection that is cut for what it holds; returns why it is. */
    synchronized CloseReason cut(long bytes) {
        note();
        cut++;
        cutBytes += bytes;
        return new CloseReason(
                CloseCode.OUT_OF_MEMORY,
                "held %d bytes while all held more than %d (server.bufferMemoryMaxBytes)"
                        .formatted(bytes, budget.maxBytes()));
    }

    /** Judges the pressure, and logs what is to be logged if that is due. To be called a few times a second. */
    synchronized void observe(long nowNanos) {
        budget.judge();
        countSpent();
        if (budget.pressure() == Pressure.NONE) {
            logEnd();
        } else if (!isShort) {
            isShort = true;
            note();
        }
        if (isAnyUnlogged && nowNanos - loggedNanos >= LOG_INTERVAL_NANOS) {
            logPressure(nowNanos);
        } else if (cut + spent > 0 && nowNanos - cutLoggedNanos >= LOG_INTERVAL_NANOS) {
            // That memory is short may just have been logged; that somebody was cut for it must not wait.
            logPressure(nowNanos);
        }
    }

    private void countSpent() {
        long more = budget.spentTimes() - spentTimes;
        if (more > 0) {
            note();
            spentTimes += more;
            spent += more;
        }
    }

    private void note() {
        isAnyUnlogged = true;
        mostHeldBytes = Math.max(mostHeldBytes, budget.heldBytes());
    }

    private void logEnd() {
        if (isShort && !isAnyUnlogged) {
            isShort = false;
            log.info("buffers hold {} of {} bytes again", budget.heldBytes(), budget.maxBytes());
        }
    }

    private void logPressure(long nowNanos) {
        loggedNanos = nowNanos;
        cutLoggedNanos = cut + spent > 0 ? nowNanos : cutLoggedNanos;
        log.warn(
                "buffers held {} of {} bytes (server.bufferMemoryMaxBytes): reading at most {} bytes at a time, cut {}"
                        + " connections that held {} bytes, and {} for which the JVM had no direct memory",
                mostHeldBytes,
                budget.maxBytes(),
                BufferBudget.SHORT_READ_BYTES,
                cut,
                cutBytes,
                spent);
        isAnyUnlogged = false;
        mostHeldBytes = 0;
        cut = 0;
        cutBytes = 0;
        spent = 0;
    }
}
