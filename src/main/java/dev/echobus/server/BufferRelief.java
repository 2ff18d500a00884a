package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.wire.BufferBudget;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cuts connections of one event loop when all hold more than they may: first those whose peer takes nothing, and of them
 * those that hold most. May be asked by any thread, cuts on its loop, in one turn however often it was asked.
 */
final class BufferRelief implements BufferBudget.Relief {

    static final Comparator<Holder> FIRST_TO_GO =
            Comparator.comparing(Holder::isStalled).thenComparing(Holder::bytes).reversed();

    private final Context loop;
    private final Collection<ServerConnection> connections;
    private final NodeBuffers buffers;
    private final AtomicBoolean isAsked = new AtomicBoolean();

    BufferRelief(Context loop, Collection<ServerConnection> connections, NodeBuffers buffers) {
        this.loop = loop;
        this.connections = connections;
        this.buffers = buffers;
    }

    /** A connection and what it holds. */
    record Holder(ServerConnection connection, long bytes, boolean isStalled) {}

    @Override
    public void keep(double share, long minBytes) {
        if (isAsked.compareAndSet(false, true)) {
            loop.runOnContext(turn -> {
                isAsked.set(false);
                cut(share, minBytes);
            });
        }
    }

    private void cut(double keptShare, long keptMinBytes) {
        long now = System.nanoTime();
        var holders = new ArrayList<Holder>();
        long held = 0;
        for (ServerConnection connection : connections) {
            Holder holder = connection.holder(now);
            if (holder.bytes() > 0) {
                holders.add(holder);
                held += holder.bytes();
            }
        }
        holders.sort(FIRST_TO_GO);
        long kept = Math.max(keptMinBytes, (long) (held * keptShare));
        for (Holder holder : holders) {
            if (held <= kept) {
                return;
            }
            held -= holder.bytes();
            buffers.cut(holder.bytes());
            holder.connection()
                    .end(new CloseReason(
                            CloseCode.OUT_OF_MEMORY,
                            "held %d bytes while all held more than %d (server.bufferMemoryMaxBytes)"
                                    .formatted(holder.bytes(), buffers.budget().maxBytes())));
        }
    }
}
