package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.metric.ListenerSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one listener of a node has done, over all verticles. Any thread. Traffic is added a few times a second and at a
 * connection's end, never on a message's way.
 */
final class ListenerStats {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final Map<CloseCode, LongAdder> ends = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder bytesCut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder messages = new LongAdder();

    /** The totals of this moment. */
    ListenerSnapshot snapshot() {
        // Closed ones first: a connection that ends meanwhile must not make the open ones fewer than none.
        long closedNow = closed.sum();
        long acceptedNow = accepted.sum();
        return new ListenerSnapshot(
                acceptedNow - closedNow,
                acceptedNow,
                refused.sum(),
                endedAbnormally(),
                cut.sum(),
                endedBy(CloseCode.OUT_OF_MEMORY),
                bytesCut.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                messages.sum());
    }

    /** Connections that ended so, since the start. */
    long endedBy(CloseCode code) {
        LongAdder number = ends.get(code);
        return number == null ? 0 : number.sum();
    }

    private long endedAbnormally() {
        return ends.entrySet().stream()
                .filter(end -> !end.getKey().isOrderly())
                .mapToLong(end -> end.getValue().sum())
                .sum();
    }

    void accepted() {
        accepted.increment();
    }

    void refused() {
        refused.increment();
    }

    /** A connection was closed by a drain's end, with so many bytes unsent. */
    void cut(long unsentBytes) {
        cut.increment();
        bytesCut.add(unsentBytes);
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
