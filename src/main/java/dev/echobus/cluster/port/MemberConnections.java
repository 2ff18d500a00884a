package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of the member port, all together: how many there are, who has not sent a packet yet, and what unfinished
 * packets hold. Any thread; bounded by {@link MemberLimits}, with a clock of one thread until {@link #end}.
 */
final class MemberConnections {

    private final Refusals refusals;
    private final AtomicLong heldBytes = new AtomicLong();

    /** The eldest first. */
    private final Map<Channel, MemberConnection> open = new LinkedHashMap<>();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "member-port");
        thread.setDaemon(true);
        return thread;
    });

    MemberConnections(Refusals refusals) {
        this.refusals = refusals;
        clock.scheduleWithFixedDelay(this::second, 1, 1, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked") // Hazelcast's map of attributes has no types.
    private static void attach(Channel channel, MemberConnection connection) {
        channel.attributeMap().put(MemberConnection.class, connection);
    }

    /** Whoever connected here, or was connected to. Never throws, as Hazelcast would close the port. */
    void opened(Channel channel) {
        var connection = new MemberConnection(channel, refusals);
        attach(channel, connection);
        channel.addCloseListener(this::closed);
        if (channel.isClientMode()) {
            return;
        }
        List<MemberConnection> waiting;
        synchronized (this) {
            open.put(channel, connection);
            waiting = open.values().stream()
                    .filter(other -> !other.isIntroduced())
                    .toList();
        }
        // The eldest first; it takes a turn until a new one can be closed.
        int excess = waiting.size() - MemberLimits.WAITING_MAX;
        for (int index = 0; index < waiting.size() && excess > 0; index++) {
            String reason = "it sent no packet, and " + MemberLimits.WAITING_MAX + " more wait to";
            excess -= waiting.get(index).close(reason) ? 1 : 0;
        }
    }

    private void closed(Channel channel) {
        var connection = (MemberConnection) channel.attributeMap().get(MemberConnection.class);
        if (connection != null) {
            heldBytes.addAndGet(connection.closed());
        }
        synchronized (this) {
            open.remove(channel);
        }
    }

    /** What a connection has read of whole packets, and holds of one that is not. */
    void read(MemberConnection connection, long packets, int held) {
        heldBytes.addAndGet(connection.read(packets, held));
    }

    /** Whether all hold too much, and this one has its part in it. */
    boolean isExcess(MemberConnection connection) {
        long max = MemberLimits.heldMaxBytes();
        return heldBytes.get() > max && connection.heldBytes() > max / count();
    }

    private synchronized int count() {
        return Math.max(1, open.size());
    }

    private void second() {
        List<MemberConnection> all;
        synchronized (this) {
            all = new ArrayList<>(open.values());
        }
        int excess = all.size() - MemberLimits.CONNECTIONS_MAX;
        for (int index = all.size() - 1; index >= 0; index--) {
            var connection = all.get(index);
            if (excess > 0 && connection.close(MemberLimits.CONNECTIONS_MAX + " are open")) {
                excess--;
            } else if (connection.isLate()) {
                connection.close("no whole packet in " + connection.limitSeconds() + " s");
            }
        }
    }

    /** Ends the clock. */
    void end() {
        clock.shutdownNow();
    }
}
