package dev.echobus.load.drive;

import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.LoadLimits;
import io.netty.channel.ChannelFuture;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections that a run keeps open: the pace and the random numbers go on when its socket is replaced. On
 * its event loop.
 */
final class LoadSlot {

    private final LoadLoop loop;
    private final int index;
    private final SplittableRandom random;
    private final @Nullable ArrivalClock clock;

    private @Nullable LoadConnection connection;
    private long connectNanos;
    private long echoed;
    private long dueNanos;
    /** Attempts in a row of which nothing came. */
    private int vainAttempts;
    /** Something is due that may not be sent yet: the slot is not in the queue, and what it sends late is not our fault. */
    private boolean isHeld;

    LoadSlot(LoadLoop loop, int index) {
        this.loop = loop;
        this.index = index;
        BenchPlan plan = loop.plan();
        random = new SplittableRandom(plan.seed() + index + 1);
        Double rate = plan.pace().ratePerSecond();
        clock = rate == null
                ? null
                : new ArrivalClock(plan.pace().arrival(), rate / plan.connections(), random.split());
    }

    void connect() {
        connectNanos = System.nanoTime();
        loop.connect(this).addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                onConnectFailed(connected.cause());
            }
        });
    }

    /** When its next message is to be sent; of the {@link SendTimer}. */
    long dueNanos() {
        return dueNanos;
    }

    void setDueNanos(long nanos) {
        dueNanos = nanos;
    }

    /** Starts to send, on the socket if there is one. */
    void start(long startNanos, long now) {
        if (connection == null) {
            // It failed, or was lost again, before there was anything to send.
            loop.reconnect(this);
        }
        if (clock != null) {
            clock.start(startNanos, (double) index / loop.plan().connections());
            isHeld = connection == null;
            if (!isHeld) {
                loop.timer().add(this, clock.nextNanos());
            }
        } else if (connection != null) {
            connection.sendToDepth(now);
        }
    }

    /** Something came back, or a socket is new: there may be room to send. */
    void onCanSend(long now) {
        if (clock == null) {
            if (connection != null) {
                connection.sendToDepth(now);
            }
        } else if (isHeld) {
            sendDue(now);
        }
    }

    /** Sends what is due, and waits in the queue for the next; or out of it, until there is room. */
    void sendDue(long now) {
        if (clock == null) {
            return;
        }
        boolean isAllSent = connection != null && connection.sendDue(clock, now, isHeld);
        isHeld = !isAllSent;
        if (isAllSent && loop.isSending() && loop.maySendAt(clock.nextNanos())) {
            loop.timer().add(this, clock.nextNanos());
        }
    }

    /** Sends what was due and is not sent yet, as far as it may be in flight, and closes once all is back. */
    void drain(long now) {
        sendDue(now);
        if (connection != null) {
            connection.finishWhenIdle();
        }
    }

    void onConnected(LoadConnection opened, long now) {
        connection = opened;
        loop.onConnected(now - connectNanos);
        if (loop.isSending()) {
            onCanSend(now);
        } else if (loop.isDraining()) {
            drain(now);
        } else if (loop.isOver()) {
            opened.cut();
        }
    }

    private void onConnectFailed(Throwable cause) {
        loop.onConnectFailed(cause);
        reconnectLater(delayNanos());
    }

    /** The first bytes came on its socket. */
    void onAnswering() {
        vainAttempts = 0;
        loop.onAnswering();
    }

    /** The socket is gone; the slot gets another one while the run lasts. */
    void onClosed(boolean wasOurs, boolean wasSilent) {
        connection = null;
        isHeld = clock != null && loop.isSending();
        loop.timer().remove(this);
        if (!wasOurs) {
            reconnectLater(delayNanos());
        } else if (loop.isSending() || isBehind()) {
            loop.reconnect(this);
        }
        loop.onClosed(wasOurs, wasSilent);
    }

    /** Sending is over, and what became due while its last socket was closing is not sent yet. */
    private boolean isBehind() {
        return clock != null && loop.isDraining() && loop.maySendAt(clock.nextNanos());
    }

    /** Doubles with each attempt in vain: who is turned away must not become a flood. */
    private long delayNanos() {
        long delay = LoadLimits.RECONNECT_DELAY_NANOS << Math.min(vainAttempts, Integer.SIZE);
        vainAttempts++;
        return Math.min(delay, LoadLimits.RECONNECT_DELAY_MAX_NANOS);
    }

    private void reconnectLater(long nanos) {
        if (loop.isSending()) {
            loop.executor().schedule(() -> loop.reconnect(this), nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Nullable
    LoadConnection connection() {
        return connection;
    }

    int nextSize() {
        return loop.plan().sizes().next(random);
    }

    void countEchoed(int messages) {
        echoed += messages;
    }

    /** Counts what was due before a time and will not be sent any more; so many nanoseconds as if due at once. */
    void giveUpUnsent(long beforeNanos, long sliceNanos) {
        while (clock != null && clock.nextNanos() - beforeNanos < 0) {
            long dueNanos = clock.nextNanos();
            long messages = clock.skipTo(Math.min(dueNanos + sliceNanos, beforeNanos));
            loop.recorder().recordUnanswered(dueNanos, messages);
        }
    }

    long takeEchoed() {
        long taken = echoed;
        echoed = 0;
        return taken;
    }
}
