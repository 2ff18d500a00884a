package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;
import dev.echobus.metric.GatewaySnapshot;
import dev.echobus.metric.RuleSnapshot;
import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.DirectMemory;
import dev.echobus.wire.MemoryLimit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node's gateway has done, over all its verticles, and what its sessions hold. Any thread; a few adders, two for
 * each rule, and no more.
 */
public final class GatewayStats {

    /** The server's connections take half of it, and buffers more than they hold. */
    private static final int SHARE_OF_DIRECT_MEMORY = 4;

    /** Of the memory: what waits for sessions to read lies on the heap. */
    private static final int SHARE_OF_MEMORY = 8;

    private final GatewayCapacity capacity;
    private final BufferBudget buffers;
    private final AtomicInteger sessionsOpen = new AtomicInteger();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder sessionsRefused = new LongAdder();
    private final LongAdder handshakesFailed = new LongAdder();
    private final LongAdder framesIn = new LongAdder();
    private final LongAdder framesOut = new LongAdder();
    private final LongAdder requestsPending = new LongAdder();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final LongAdder repliesPending = new LongAdder();
    private final LongAdder registrations = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Map<GatewayError, LongAdder> errors = new EnumMap<>(GatewayError.class);

    private final Map<String, RuleUse> rules = new ConcurrentHashMap<>();

    /** Of a gateway with these settings, which need a restart to change. */
    public GatewayStats(GatewayConfig settings) {
        this(settings, MemoryLimit.spareBytes());
    }

    /** @param spareBytes what the memory leaves beside the node itself */
    GatewayStats(GatewayConfig settings, long spareBytes) {
        capacity = GatewayCapacity.of(settings, spareBytes);
        buffers = new BufferBudget(() -> buffersMaxBytes(settings, spareBytes));
        for (GatewayError error : GatewayError.values()) {
            errors.put(error, new LongAdder());
        }
    }

    private static long buffersMaxBytes(GatewayConfig settings, long spareBytes) {
        long asked = settings.bufferMemoryMaxBytes();
        return asked > 0 ? asked : buffersMaxBytes(settings.frameMaxBytes(), DirectMemory.maxBytes(), spareBytes);
    }

    /** However little memory there is, two may send the longest frame. */
    static long buffersMaxBytes(int frameMaxBytes, long directBytes, long spareBytes) {
        return Math.max(
                2L * frameMaxBytes, Math.min(directBytes / SHARE_OF_DIRECT_MEMORY, spareBytes / SHARE_OF_MEMORY));
    }

    /** How many there may be of what. */
    GatewayCapacity capacity() {
        return capacity;
    }

    /** What all sessions hold, and may. */
    public BufferBudget buffers() {
        return buffers;
    }

    /** The totals of this moment. */
    public GatewaySnapshot snapshot() {
        var byCode = new LinkedHashMap<String, Long>();
        errors.forEach((error, count) -> byCode.put(error.code(), count.sum()));
        var byRule = new LinkedHashMap<String, RuleSnapshot>();
        rules.forEach((name, use) -> byRule.put(name, use.snapshot()));
        return new GatewaySnapshot(
                sessionsOpen.get(),
                sessions.sum(),
                sessionsRefused.sum(),
                handshakesFailed.sum(),
                framesIn.sum(),
                framesOut.sum(),
                requestsPending.sum(),
                repliesPending.sum(),
                registrations.sum(),
                dropped.sum(),
                buffers.heldBytes(),
                buffers.maxBytes(),
                byCode,
                byRule);
    }

    /** The use of the rule of this name, for all identities that have it. */
    RuleUse rule(String name, String address) {
        return rules.computeIfAbsent(name, unused -> new RuleUse(address));
    }

    /** A session comes; false, and it is not counted as open, when there are as many as may be. */
    boolean admit() {
        if (sessionsOpen.incrementAndGet() > capacity.sessionsMax()) {
            sessionsOpen.decrementAndGet();
            sessionsRefused.increment();
            return false;
        }
        sessions.increment();
        return true;
    }

    /** A connection came that cannot become one, as too many are in their handshakes. */
    void refused() {
        sessionsRefused.increment();
    }

    /** One that was let in is over. */
    void sessionEnded() {
        sessionsOpen.decrementAndGet();
    }

    /** A client did not keep to TLS. */
    void handshakeFailed() {
        handshakesFailed.increment();
    }

    void frameIn() {
        framesIn.increment();
    }

    void frameOut() {
        framesOut.increment();
    }

    void error(GatewayError error) {
        Objects.requireNonNull(errors.get(error)).increment();
    }

    /** So many more requests of sessions wait for the bus, or fewer, of frames of so many bytes. */
    void requestsPending(int more, int bytes) {
        requestsPending.add(more);
        pendingBytes.addAndGet(bytes);
    }

    /** False when so many bytes more, in frames whose requests wait for the bus, are too many; one may always wait. */
    boolean hasRoomForRequest(int bytes) {
        long now = pendingBytes.get();
        return now == 0 || now + bytes <= buffers.maxBytes();
    }

    /** False when all sessions together are registered at as many addresses as may be. */
    boolean hasRoomForRegistration() {
        return registrations.sum() < capacity.registrationsMax();
    }

    /** So many more requests of the bus wait for sessions, or fewer. */
    void repliesPending(int more) {
        repliesPending.add(more);
    }

    void registrations(int more) {
        registrations.add(more);
    }

    /** A message did not reach a session that does not read. */
    void dropped() {
        dropped.increment();
    }
}
