package dev.echobus.gateway;

import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.LoopRelief;
import dev.echobus.wire.LoopRelief.Holder;
import dev.echobus.wire.LoopRelief.Peer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes those sessions of one event loop that hold most when all hold more than they may; one line of the log in ten
 * seconds. Event loop.
 */
final class SessionRelief {

    private static final Logger log = LoggerFactory.getLogger(SessionRelief.class);

    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Collection<Session> sessions;
    private final BufferBudget buffers;
    private final LoopRelief relief;

    private int closed;
    private long closedBytes;
    private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;

    /** @param loop runs a task on the sessions' event loop, later */
    SessionRelief(BufferBudget buffers, Consumer<Runnable> loop, Collection<Session> sessions) {
        this.buffers = buffers;
        this.sessions = sessions;
        relief = new LoopRelief(buffers, loop, this::holders);
    }

    void begin() {
        buffers.onExcess(relief);
    }

    void end() {
        buffers.forget(relief);
    }

    /** Before a session is handed what the client may not take: others may have been handed too much in this turn. */
    void beforeMore() {
        relief.now();
    }

    /** Looks anew at what there is, and logs what is to be logged if that is due. To be called a few times a second. */
    void observe(long nowNanos) {
        buffers.judge();
        if (closed > 0 && nowNanos - loggedNanos >= LOG_INTERVAL_NANOS) {
            log.warn(
                    "sessions held more than {} bytes (gateway.bufferMemoryMaxBytes): closed {} that held {} bytes",
                    buffers.maxBytes(),
                    closed,
                    closedBytes);
            loggedNanos = nowNanos;
            closed = 0;
            closedBytes = 0;
        }
    }

    private List<Holder> holders() {
        var holders = new ArrayList<Holder>();
        for (Session session : sessions) {
            long bytes = session.ends().heldBytes();
            if (bytes > 0) {
                Peer peer = session.ends().life().isWritable() ? Peer.READS : Peer.LEAVES;
                holders.add(new Holder(bytes, peer, () -> close(session, bytes)));
            }
        }
        return holders;
    }

    private void close(Session session, long bytes) {
        closed++;
        closedBytes += bytes;
        session.ends()
                .end(
                        GatewayError.OUT_OF_MEMORY,
                        "held %d bytes while all sessions held more than %d (gateway.bufferMemoryMaxBytes)"
                                .formatted(bytes, buffers.maxBytes()));
    }
}
