package dev.echobus.server;

import dev.echobus.bus.CloseReason;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.server.rate.LoopRates.Limits;
import dev.echobus.wire.LoopRelief.Holder;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of one event loop, whichever listener accepted them: what they share, such as the loop's part of the
 * node's rates, and what is done with all of them. Its loop only; bounded by admission.
 */
final class LoopConnections {

    private static final ServerConnection[] NONE = {};

    private final ServerContext node;
    private final LoopRates rates;
    private final Set<ServerConnection> open = new HashSet<>();
    private final Promise<Void> lastClosed = Promise.promise();

    private Watching watching = Watching.NONE;
    private List<LastCall> lastCalls = List.of();
    private boolean isDraining;
    private boolean isStopping;

    LoopConnections(ServerContext node) {
        this.node = node;
        rates = new LoopRates(node.rates(), System.nanoTime());
    }

    /** Those that are open, at any time. */
    Collection<ServerConnection> open() {
        return Collections.unmodifiableSet(open);
    }

    /** Those that hold something in buffers. */
    List<Holder> holders() {
        long now = System.nanoTime();
        return open.stream()
                .map(connection -> connection.holder(now))
                .filter(holder -> holder.bytes() > 0)
                .toList();
    }

    LoopRates rates() {
        return rates;
    }

    /** Starts a connection. It obeys a reload at once; those that were open before, within the sweep's interval. */
    void start(ServerConnection connection) {
        updateWatching();
        open.add(connection);
        connection.start(watching);
        if (isDraining) {
            connection.drain();
        }
    }

    void closed(ServerConnection connection) {
        open.remove(connection);
        if (isStopping && open.isEmpty()) {
            lastClosed.tryComplete();
        }
    }

    /** Puts the rates of the configuration in force; true when turns have to begin. */
    boolean updateRates(long nowNanos) {
        return rates.update(Limits.of(node.live().limits()), nowNanos);
    }

    /** After a reload messages may have other observers. */
    void updateWatching() {
        Watching next = Watching.of(node.live(), rates);
        if (!next.equals(watching)) {
            watching = next;
            open.forEach(connection -> connection.watch(next));
        }
    }

    void drain() {
        isDraining = true;
        open.forEach(ServerConnection::drain);
    }

    /** The time of the drain is nearly over. */
    void lastCall() {
        lastCalls = open.stream().map(ServerConnection::lastCall).toList();
    }

    /** Ends those that pause after a message. To be called every few milliseconds from the last call on. */
    void endPaused() {
        lastCalls.forEach(LastCall::endIfPaused);
    }

    /** Has each end right after its next answer. */
    void press() {
        lastCalls.forEach(LastCall::press);
    }

    /** Ends the drain of those that never came to rest. */
    void endDrain() {
        for (ServerConnection connection : open.toArray(NONE)) {
            connection.endDrain();
        }
    }

    /** Ends those that are left; done when all are closed. */
    Future<Void> endAll(CloseReason reason) {
        isStopping = true;
        for (ServerConnection connection : open.toArray(NONE)) {
            connection.end(reason);
        }
        if (open.isEmpty()) {
            lastClosed.tryComplete();
        }
        return lastClosed.future();
    }

    /** Writes bytes to all but the node's own clients, and returns how many of them do not read. */
    long broadcast(ByteBuf bytes) {
        return open.stream()
                .filter(connection -> !connection.isOwn())
                .filter(connection -> !connection.offer(bytes.retainedDuplicate()))
                .count();
    }
}
