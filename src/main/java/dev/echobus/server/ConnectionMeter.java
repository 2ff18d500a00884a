package dev.echobus.server;

import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.wire.WireChannel;

/** What went through one connection. Event loop only; adds to the node's totals a few times a second, not with each message. */
final class ConnectionMeter implements TimeLimits.Progress {

    private final WireChannel wire;
    private final ServerStats stats;

    private long bytesIn;
    private long bytesOut;
    private long messages;
    private Traffic counted = Traffic.NONE;
    private long lastUnsentBytes;

    ConnectionMeter(WireChannel wire, ServerStats stats) {
        this.wire = wire;
        this.stats = stats;
    }

    void received(int bytes) {
        received(1, bytes);
    }

    /** So many messages, of so many bytes in all. */
    void received(int number, int bytes) {
        messages += number;
        bytesIn += bytes;
    }

    void wrote(int bytes) {
        bytesOut += bytes;
    }

    /** Bytes that waited for the peer when the connection was last counted. */
    long lastUnsentBytes() {
        return lastUnsentBytes;
    }

    /** Adds what went through since the last time to the node's totals. */
    void count() {
        Traffic now = traffic();
        stats.add(counted, now);
        counted = now;
        lastUnsentBytes = wire.output().unsentBytes();
    }

    Traffic traffic() {
        return new Traffic(bytesIn, bytesOut, messages);
    }

    @Override
    public long receivedBytes() {
        return wire.receivedBytes(bytesIn);
    }

    @Override
    public long messageBytes() {
        return bytesIn;
    }

    @Override
    public long sentBytes() {
        return bytesOut - wire.output().unsentBytes();
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
