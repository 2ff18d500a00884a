package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.ConnectionEvent.Traffic;
import io.vertx.core.json.JsonObject;
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

    /**
     * The totals: {@code {connectionsOpen, connectionsAccepted, connectionsRefused, connectionsCut,
     * connectionsCutForMemory, bytesCut, acceptFailures, bytesIn, bytesOut, messages}}.
     */
    public JsonObject toJson() {
        long closedNow = closed.sum();
        long acceptedNow = accepted.sum();
        return new JsonObject()
                .put("connectionsOpen", acceptedNow - closedNow)
                .put("connectionsAccepted", acceptedNow)
                .put("connectionsRefused", refused.sum())
                .put("connectionsCut", cut.sum())
                .put("connectionsCutForMemory", endedBy(CloseCode.OUT_OF_MEMORY))
                .put("bytesCut", bytesCut.sum())
                .put("acceptFailures", acceptFailures.sum())
                .put("bytesIn", bytesIn.sum())
                .put("bytesOut", bytesOut.sum())
                .put("messages", messages.sum());
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
