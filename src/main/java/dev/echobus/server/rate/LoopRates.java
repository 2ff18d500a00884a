package dev.echobus.server.rate;

import dev.echobus.config.NodeLimits;
import dev.echobus.wire.WireOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits on what the connections of one event loop receive, as libevent's rate-limited bufferevents have them: each
 * connection's own and the node's. A connection over a limit is held, which pauses its reading, until time has repaid
 * what it owes. Its loop only; bounded by the connections that are held.
 */
public final class LoopRates {

    /** How often debts are repaid while there is a limit: short enough to be felt by nobody. */
    public static final long TURN_MS = 10;

    /** A read takes no more than the limit allows in this time, so that a low limit does not come in long jerks. */
    private static final double READ_SECONDS = 0.05;

    private static final int READ_MIN_BYTES = 1_024;

    private final LoopShare bytes;
    private final LoopShare messages;
    private final List<ConnectionRates> held = new ArrayList<>();
    private final List<ConnectionRates> released = new ArrayList<>();

    private Limits limits = Limits.NONE;
    private boolean isOn;
    private boolean isTurning;
    private long nowNanos;

    /** What may come in a second; 0 is no limit. */
    public record Limits(long connectionBytes, long connectionMessages, long bytes, long messages) {

        public static final Limits NONE = new Limits(0, 0, 0, 0);

        public static Limits of(NodeLimits settings) {
            return new Limits(
                    settings.connectionBytesPerSecondMax(),
                    settings.connectionMessagesPerSecondMax(),
                    settings.bytesPerSecondMax(),
                    settings.messagesPerSecondMax());
        }

        /** Written out, as a record's own is only put together at its first call: milliseconds of each start. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Limits that
                    && connectionBytes == that.connectionBytes
                    && connectionMessages == that.connectionMessages
                    && bytes == that.bytes
                    && messages == that.messages;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(connectionBytes ^ connectionMessages ^ bytes ^ messages);
        }
    }

    public LoopRates(NodeRates node, long nowNanos) {
        this.nowNanos = nowNanos;
        bytes = new LoopShare(node.bytes().join(nowNanos));
        messages = new LoopShare(node.messages().join(nowNanos));
    }

    /** Most bytes of one read, for a connection that opens now. */
    public static int receiveMaxBytes(NodeLimits settings) {
        long connection = settings.connectionBytesPerSecondMax();
        long node = settings.bytesPerSecondMax();
        long lowest = connection == 0 || node == 0 ? Math.max(connection, node) : Math.min(connection, node);
        return lowest == 0
                ? WireOptions.RECEIVE_MAX_BYTES
                : (int) Math.max(READ_MIN_BYTES, Math.min(lowest * READ_SECONDS, WireOptions.RECEIVE_MAX_BYTES));
    }

    /** Puts limits in force; true when turns have to begin, as there were none. */
    public boolean update(Limits next, long now) {
        if (next.equals(limits)) {
            return false;
        }
        limits = next;
        isOn = !next.equals(Limits.NONE);
        nowNanos = now;
        return isOn && !isTurning;
    }

    public boolean isOn() {
        return isOn;
    }

    Limits limits() {
        return limits;
    }

    /** The time of the last turn: as exact as credit has to be, and it costs a message no clock. */
    long nowNanos() {
        return nowNanos;
    }

    LoopShare bytes() {
        return bytes;
    }

    LoopShare messages() {
        return messages;
    }

    void hold(ConnectionRates connection) {
        held.add(connection);
    }

    /** Repays debts and releases the connections that have none left; once more after the last limit has gone. */
    public void turn(long now) {
        isTurning = isOn;
        nowNanos = now;
        bytes.turn(limits.bytes(), now);
        messages.turn(limits.messages(), now);
        held.removeIf(connection -> {
            boolean isRepaid = connection.repay(limits, now);
            if (isRepaid) {
                released.add(connection);
            }
            return isRepaid;
        });
        // After the list is whole again: who is let go may receive at once, and be held.
        released.forEach(ConnectionRates::release);
        released.clear();
    }
}
