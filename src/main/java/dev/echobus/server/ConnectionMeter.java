package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.wire.WireChannel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What went through one connection. Event loop only; reads what the wire counts, a few times a second. */
final class ConnectionMeter implements TimeLimits.Progress {

    private final WireChannel wire;
    private final ListenerStats stats;
    private final long startNanos = System.nanoTime();

    private Traffic counted = Traffic.NONE;

    /** Bytes that waited for the peer when the connection was last counted. */
    private long lastUnsentBytes;

    ConnectionMeter(WireChannel wire, ListenerStats stats) {
        this.wire = wire;
        this.stats = stats;
    }

    /** Adds what went through since the last time to its listener's totals. */
    void count() {
        Traffic now = traffic();
        stats.add(counted, now);
        counted = now;
        lastUnsentBytes = wire.output().unsentBytes();
    }

    /** The connection is closed: adds the rest, and how it ended. */
    void ended(CloseCode code) {
        if (code == CloseCode.DRAIN_TIMEOUT) {
            // What is unsent is gone with the socket.
            stats.cut(lastUnsentBytes);
        }
        count();
        stats.ended(code);
    }

    Traffic traffic() {
        return new Traffic(
                wire.input().messageBytes(),
                wire.output().writtenBytes(),
                wire.input().messages());
    }

    /** The connection as it is told to people. */
    ConnectionSnapshot snapshot(Peer peer, ConnectionLife.State state, TimeLimits times, long nowNanos) {
        Traffic now = traffic();
        return new ConnectionSnapshot(
                peer.connection(),
                peer.remote(),
                peer.listener(),
                state.name().toLowerCase(Locale.ROOT),
                Thread.currentThread().getName(),
                now.bytesIn(),
                now.bytesOut(),
                now.messages(),
                TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos),
                times.quietMs(nowNanos));
    }

    /** Whether a message has begun to come and not ended. */
    boolean isWithinMessage() {
        return wire.input().receivedBytes() != wire.input().messageBytes();
    }

    @Override
    public long receivedBytes() {
        return wire.input().receivedBytes();
    }

    @Override
    public long messageBytes() {
        return wire.input().messageBytes();
    }

    @Override
    public long sentBytes() {
        return wire.output().writtenBytes() - wire.output().unsentBytes();
    }

    @Override
    public long unsentBytes() {
        return wire.output().unsentBytes();
    }

    @Override
    public boolean isPaused() {
        return wire.isPaused();
    }
}
