package dev.echobus.gateway;

import dev.echobus.wire.BufferBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes those sessions of one event loop that hold most when all hold more than they may. May be asked by any thread,
 * closes on its loop, in one turn however often it was asked; one line of the log in ten seconds.
 */
final class SessionRelief implements BufferBudget.Relief {

    private static final Logger log = LoggerFactory.getLogger(SessionRelief.class);

    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<Runnable> loop;
    private final Collection<Session> sessions;
    private final BufferBudget buffers;
    private final AtomicBoolean isAsked = new AtomicBoolean();

    private int closed;
    private long closedBytes;
    private long loggedNanos = System.nanoTime() - LOG_INTERVAL_NANOS;

    /** @param loop runs a task on the sessions' event loop, later */
    SessionRelief(Consumer<Runnable> loop, Collection<Session> sessions, BufferBudget buffers) {
        this.loop = loop;
        this.sessions = sessions;
        this.buffers = buffers;
    }

    /** A session and what it holds. */
    private record Holder(Session session, long bytes) {}

    @Override
    public void keep(double share, long minBytes) {
        if (isAsked.compareAndSet(false, true)) {
            loop.accept(() -> {
                isAsked.set(false);
                close(share, minBytes);
            });
        }
    }

    /** Logs what is to be logged if that is due. To be called a few times a second. */
    void observe(long nowNanos) {
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

    private void close(double keptShare, long keptMinBytes) {
        List<Holder> holders = new ArrayList<>();
        long held = 0;
        for (Session session : sessions) {
            long bytes = session.ends().heldBytes();
            if (bytes > 0) {
                holders.add(new Holder(session, bytes));
                held += bytes;
            }
        }
        holders.sort(Comparator.comparingLong(Holder::bytes).reversed());
        long kept = Math.max(keptMinBytes, (long) (held * keptShare));
        for (Holder holder : holders) {
            if (held <= kept) {
                return;
            }
            held -= holder.bytes();
            closed++;
            closedBytes += holder.bytes();
            holder.session()
                    .ends()
                    .end(
                            GatewayError.OUT_OF_MEMORY,
                            "held %d bytes while all sessions held more than %d (gateway.bufferMemoryMaxBytes)"
                                    .formatted(holder.bytes(), buffers.maxBytes()));
        }
    }
}
