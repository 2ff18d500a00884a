package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.metric.ServerSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node's servers have done, over all verticles. Any thread. Traffic is added a few times a second and at a
 * connection's end, never on a message's way.
 */
public final class ServerStats {

    private final AtomicLong lastConnection = new AtomicLong();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final Map<CloseCode, LongAdder> ends = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder bytesCut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder messages = new LongAdder();

    /** The totals of this moment. */
    public ServerSnapshot snapshot() {
        // Closed ones first: a connection that ends meanwhile must not make the open ones fewer than none.
        long closedNow = closed.sum();
        long acceptedNow = accepted.sum();
        return new ServerSnapshot(
                acceptedNow - closedNow,
                acceptedNow,
                refused.sum(),
                endedAbnormally(),
                cut.sum(),
                endedBy(CloseCode.OUT_OF_MEMORY),
                bytesCut.sum(),
                acceptFailures.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                messages.sum());
    }

    /** Connections open now. */
    public long connectionsOpen() {
        return accepted.sum() - closed.sum();
    }

    /** Connections that admission refused. */
    public long connectionsRefused() {
        return refused.sum();
    }

    long nextConnection() {
        return lastConnection.incrementAndGet();
    }

    void accepted() {
        accepted.increment();
    }

    void refused() {
        refused.increment();
    }

    void acceptFailed() {
        acceptFailures.increment();
    }

    /** A connection was closed by a drain's end, with so many bytes unsent. */
    void cut(long unsentBytes) {
        cut.increment();
        bytesCut.add(unsentBytes);
    }

    /** Connections that ended so, since the start. */
    public long endedBy(CloseCode code) {
        LongAdder number = ends.get(code);
        return number == null ? 0 : number.sum();
    }

    private long endedAbnormally() {
        return ends.entrySet().stream()
                .filter(end -> !end.getKey().isOrderly())
                .mapToLong(end -> end.getValue().sum())
                .sum();
    }

    void ended(CloseCode code) {
        ends.computeIfAbsent(code, first -> new LongAdder()).increment();
        closed.increment();
    }

    void add(Traffic before, Traffic now) {
        if (!now.equals(before)) {
            bytesIn.add(now.bytesIn() - before.bytesIn());
            bytesOut.add(now.bytesOut() - before.bytesOut());
            messages.add(now.messages() - before.messages());
        }
    }
}
