package dev.echobus.wire.bus;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbound connections of a member's bus, all together: how many there are, how many have not sent a message yet, and
 * what their unfinished messages hold. Any thread; bounded by {@link BusLimits}.
 */
final class BusConnections {

    private static final Logger log = LoggerFactory.getLogger(BusConnections.class);

    private final BusLimits limits;
    private final AtomicLong heldBytes = new AtomicLong();

    /** Who has not sent a message yet, the one that has waited for longest first. */
    private final Set<Channel> waiting = new LinkedHashSet<>();

    private int open;

    BusConnections(BusLimits limits) {
        this.limits = limits;
    }

    BusLimits limits() {
        return limits;
    }

    /** Lets a peer in or not. On the acceptor's thread. */
    boolean admit(Channel channel) {
        Channel eldest = null;
        synchronized (this) {
            if (open >= BusLimits.CONNECTIONS_MAX) {
                log.warn("refused a bus connection of {}: {} are open", peerOf(channel), open);
                return false;
            }
            open++;
            waiting.add(channel);
            if (waiting.size() > BusLimits.WAITING_MAX) {
                eldest = waiting.iterator().next();
                waiting.remove(eldest);
            }
        }
        channel.closeFuture().addListener(closed -> left(channel));
        if (eldest != null) {
            log.warn(
                    "closed the bus connection of {}: it sent no message, and {} more wait to",
                    peerOf(eldest),
                    BusLimits.WAITING_MAX);
            eldest.close();
        }
        return true;
    }

    /** Its first message has come. */
    synchronized void introduced(Channel channel) {
        waiting.remove(channel);
    }

    /** A connection's unfinished message holds more, or less. */
    void hold(long bytes) {
        heldBytes.addAndGet(bytes);
    }

    /** Whether all hold too much, and one that holds so much has its part in it. */
    boolean isExcess(long ownBytes) {
        long max = limits.heldMaxBytes();
        return heldBytes.get() > max && ownBytes > max / count();
    }

    private synchronized int count() {
        return Math.max(1, open);
    }

    private synchronized void left(Channel channel) {
        open--;
        waiting.remove(channel);
    }

    static String peerOf(Channel channel) {
        var address = String.valueOf(channel.remoteAddress());
        return address.substring(address.indexOf('/') + 1);
    }
}
