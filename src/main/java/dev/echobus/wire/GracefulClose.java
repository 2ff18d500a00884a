package dev.echobus.wire;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket without losing what the peer is owed. Once begun, nothing more is written, and what still comes is
 * thrown away; a second call changes nothing. Event loop only; bounded by the times given, or by the caller's {@link
 * WireChannel#close}.
 */
public final class GracefulClose {

    private final WireChannel wire;
    private final Channel channel;

    private boolean isBegun;
    private boolean isUnacknowledged;
    private int lingerMs;

    GracefulClose(WireChannel wire, Channel channel) {
        this.wire = wire;
        this.channel = channel;
    }

    /** Closes once everything written has been sent. For a connection whose peer has closed its side. */
    public void afterFlush() {
        if (begins()) {
            wire.closeWhenFlushed();
        }
    }

    /**
     * Closes a connection whose peer may still be sending. A plain close would answer the unread bytes with a reset,
     * which destroys replies on their way; so our side is closed after them and what still comes is thrown away, until
     * the peer closes too or {@code lingerTimeoutMs} is over.
     */
    public void lingering(int lingerTimeoutMs) {
        if (!begins()) {
            return;
        }
        if (wire.isInputClosed()) {
            wire.closeWhenFlushed();
        } else {
            wire.closeOutput();
            wire.resume();
        }
        closeWithin(lingerTimeoutMs);
    }

    /**
     * Closes like {@link #lingering}, but first waits until the peer's system has acknowledged every byte, where that can
     * be known: when a container ends, what its kernel has not delivered is lost. Has no time-out of its own.
     */
    public void acknowledged(int lingerTimeoutMs) {
        if (!TcpState.isKnown(channel)) {
            lingering(lingerTimeoutMs);
        } else if (begins()) {
            isUnacknowledged = true;
            lingerMs = lingerTimeoutMs;
            wire.closeOutput();
            wire.resume();
        }
    }

    /** True while {@link #acknowledged} waits for the peer. */
    public boolean isUnacknowledged() {
        return isUnacknowledged;
    }

    boolean isBegun() {
        return isBegun;
    }

    void onInputClosed() {
        if (!isUnacknowledged) {
            wire.closeWhenFlushed();
        }
    }

    void look() {
        if (isUnacknowledged && TcpState.isOutputAcknowledged(channel)) {
            isUnacknowledged = false;
            closeWithin(wire.isInputClosed() ? 0 : lingerMs);
        }
    }

    private boolean begins() {
        boolean isFirst = !isBegun && !wire.isClosed();
        isBegun = true;
        return isFirst;
    }

    private void closeWithin(int ms) {
        var timer = channel.eventLoop().schedule(wire::close, ms, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
}
