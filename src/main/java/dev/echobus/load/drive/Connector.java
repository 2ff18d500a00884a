package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens the sockets of one loop: a bounded number at a time, and no more a second than asked for. On the event loop. */
final class Connector {

    private final EventLoop executor;
    private final ArrayDeque<LoadSlot> pending = new ArrayDeque<>();
    private final CompletableFuture<Void> allTried = new CompletableFuture<>();

    private double gapNanos;
    private double nextNanos;
    private int connecting;
    private boolean isTimerSet;

    Connector(EventLoop executor) {
        this.executor = executor;
    }

    /** Ends when each of the first sockets is open or has failed. */
    CompletableFuture<Void> allTried() {
        return allTried;
    }

    /** Opens a socket for each slot; so many a second, or as fast as they go when that is 0. */
    void openAll(List<LoadSlot> slots, double perSecond) {
        gapNanos = perSecond > 0 ? 1e9 / perSecond : 0;
        nextNanos = System.nanoTime();
        pending.addAll(slots);
        openMore();
    }

    void reopen(LoadSlot slot) {
        pending.add(slot);
        openMore();
    }

    /** A socket is open, or could not be opened. */
    void onTried() {
        connecting--;
        if (connecting == 0 && pending.isEmpty()) {
            allTried.complete(null);
        }
        openMore();
    }

    /** True when no socket is being opened, nor to be opened. */
    boolean isIdle() {
        return connecting == 0 && pending.isEmpty();
    }

    private void openMore() {
        long now = System.nanoTime();
        // Gaps that passed unused are not made up for: that would be a burst.
        nextNanos = Math.max(nextNanos, now - gapNanos);
        while (!pending.isEmpty() && connecting < LoadLimits.CONNECTING_MAX && nextNanos <= now) {
            connecting++;
            nextNanos += gapNanos;
            pending.remove().connect();
        }
        if (!pending.isEmpty() && nextNanos > now && !isTimerSet) {
            isTimerSet = true;
            executor.schedule(
                    () -> {
                        isTimerSet = false;
                        openMore();
                    },
                    (long) (nextNanos - now),
                    TimeUnit.NANOSECONDS);
        }
    }
}
