package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Lets the slots of one loop send when they are due: one timer, set to the earliest of them. On the event loop. */
final class SendTimer {

    /** Sends of one tick before sockets are read again. */
    private static final int TICK_SENDS_MAX = 256;

    private final EventLoop executor;
    /** Earliest first; a slot keeps its time while it stands here. */
    private final Queue<LoadSlot> due = new PriorityQueue<>(Comparator.comparingLong(LoadSlot::dueNanos));

    /** When the timer fires; the largest number when it is not set, the smallest while it runs. */
    private long nextTickNanos = Long.MAX_VALUE;

    private boolean isStopped;

    SendTimer(EventLoop executor) {
        this.executor = executor;
    }

    void add(LoadSlot slot, long nanos) {
        slot.setDueNanos(nanos);
        due.add(slot);
        if (nanos < nextTickNanos) {
            schedule(nanos, System.nanoTime());
        }
    }

    void remove(LoadSlot slot) {
        due.remove(slot);
    }

    void stop() {
        isStopped = true;
    }

    private void tick(long scheduledNanos) {
        if (scheduledNanos != nextTickNanos) {
            return; // An earlier one took its place.
        }
        int sends = 0;
        long now = System.nanoTime();
        // Slots that are put back meanwhile set no timer of their own.
        nextTickNanos = Long.MIN_VALUE;
        while (!isStopped && !due.isEmpty() && due.element().dueNanos() <= now && sends < TICK_SENDS_MAX) {
            due.remove().sendDue(now);
            sends++;
            now = System.nanoTime();
        }
        nextTickNanos = Long.MAX_VALUE;
        if (!isStopped && !due.isEmpty()) {
            schedule(due.element().dueNanos(), now);
        }
    }

    private void schedule(long dueNanos, long now) {
        long at = Math.max(dueNanos, now + LoadLimits.TICK_MIN_NANOS);
        nextTickNanos = at;
        executor.schedule(() -> tick(at), at - now, TimeUnit.NANOSECONDS);
    }
}
