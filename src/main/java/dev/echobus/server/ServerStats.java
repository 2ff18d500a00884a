package dev.echobus.server;

import dev.echobus.bus.RetryCounts;
import dev.echobus.config.ListenerConfig;
import dev.echobus.metric.ListenerSnapshot;
import dev.echobus.metric.ServerSnapshot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a node's server has done, by listener and over all verticles. Any thread; as many parts as listeners. */
public final class ServerStats {

    private final AtomicLong lastConnection = new AtomicLong();
    private final LongAdder acceptFailures = new LongAdder();
    private final RetryCounts busRetries = new RetryCounts();
    private final Map<String, ListenerStats> listeners = new LinkedHashMap<>();

    /** Of a server with these listeners: there will be no others. */
    public ServerStats(Collection<ListenerConfig> listeners) {
        listeners.forEach(listener -> this.listeners.put(listener.name(), new ListenerStats()));
    }

    /** The totals of this moment. */
    public ServerSnapshot snapshot() {
        var snapshots = new LinkedHashMap<String, ListenerSnapshot>();
        listeners.forEach((name, listener) -> snapshots.put(name, listener.snapshot()));
        return new ServerSnapshot(acceptFailures.sum(), busRetries.repeats(), busRetries.refusals(), snapshots);
    }

    /** What one of the listeners has done. */
    ListenerStats of(ListenerConfig listener) {
        return Objects.requireNonNull(listeners.get(listener.name()), listener.name());
    }

    /** What the bus responders ask again. */
    RetryCounts busRetries() {
        return busRetries;
    }

    long nextConnection() {
        return lastConnection.incrementAndGet();
    }

    void acceptFailed() {
        acceptFailures.increment();
    }
}
