package dev.echobus.server.rate;

import dev.echobus.server.rate.LoopRates.Limits;
import dev.echobus.server.rate.LoopShare.Debt;
import org.jspecify.annotations.Nullable;

/**
 * What one connection received, held against its own limits and its part in the node's. Event loop of the connection.
 * Takes next to no memory until something is received under a limit.
 */
public final class ConnectionRates {

    private final LoopRates loop;
    private final Runnable onChange;

    private @Nullable Debts debts;
    private boolean isHeld;
    private boolean isClosed;

    /** Bytes of an unfinished message that were charged before it. */
    private long prepaidBytes;

    /** @param onChange runs when what was owed has been repaid, and when an unfinished message is held */
    public ConnectionRates(LoopRates loop, Runnable onChange) {
        this.loop = loop;
        this.onChange = onChange;
    }

    /** Whether messages are charged, one by one. */
    public boolean areLimited() {
        return loop.isOn();
    }

    /** Charges a message. One comparison when there is no limit. */
    public void received(int bytes) {
        if (loop.isOn()) {
            long fresh = Math.max(0, bytes - prepaidBytes);
            prepaidBytes = Math.max(0, prepaidBytes - bytes);
            charge(fresh, 1);
        }
    }

    /** Charges what came of a message that is not whole yet, given its bytes so far; a few times a second. */
    public void unfinished(long bytes) {
        // What waits behind a pause may be many messages, which are charged one by one.
        if (loop.isOn() && !isHeld && bytes > prepaidBytes) {
            charge(bytes - prepaidBytes, 0);
            prepaidBytes = bytes;
            if (isHeld) {
                onChange.run();
            }
        }
    }

    /** True while more was received than the limits allow: nothing is to be read until it has been repaid. */
    public boolean isHeld() {
        return isHeld;
    }

    public void close() {
        isClosed = true;
        Debts owed = debts;
        if (owed != null) {
            loop.bytes().forget(owed.sharedBytes);
            loop.messages().forget(owed.sharedMessages);
        }
    }

    /** Repays its own limits; true when nothing is owed any more, to anyone. */
    boolean repay(Limits limits, long nowNanos) {
        Debts owed = debts;
        if (owed == null || isClosed) {
            return true;
        }
        owed.repay(limits, nowNanos);
        return !owed.areOpen();
    }

    void release() {
        isHeld = false;
        if (!isClosed) {
            onChange.run();
        }
    }

    private void charge(long bytes, int messages) {
        Limits limits = loop.limits();
        Debts owed = debts;
        if (owed == null) {
            owed = new Debts(limits, loop.nowNanos());
            debts = owed;
        }
        owed.repay(limits, loop.nowNanos());
        if (limits.connectionBytes() > 0) {
            owed.bytes.charge(bytes);
        }
        if (limits.connectionMessages() > 0) {
            owed.messages.charge(messages);
        }
        if (limits.bytes() > 0) {
            loop.bytes().charge(owed.sharedBytes, bytes);
        }
        if (limits.messages() > 0) {
            loop.messages().charge(owed.sharedMessages, messages);
        }
        if (!isHeld && owed.areOpen()) {
            isHeld = true;
            loop.hold(this);
        }
    }

    private static final class Debts {

        private final RateLimit bytes;
        private final RateLimit messages;
        private final Debt sharedBytes = new Debt();
        private final Debt sharedMessages = new Debt();

        Debts(Limits limits, long nowNanos) {
            bytes = new RateLimit(limits.connectionBytes(), nowNanos);
            messages = new RateLimit(limits.connectionMessages(), nowNanos);
        }

        void repay(Limits limits, long nowNanos) {
            bytes.repay(limits.connectionBytes(), nowNanos);
            messages.repay(limits.connectionMessages(), nowNanos);
        }

        boolean areOpen() {
            return bytes.isInDebt() || messages.isInDebt() || sharedBytes.isInDebt() || sharedMessages.isInDebt();
        }
    }
}
