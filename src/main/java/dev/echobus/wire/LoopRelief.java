package dev.echobus.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections of one event loop when all hold more than they may: first those whose peer takes nothing, and of them
 * those that hold most. May be asked by any thread, closes on its loop, in one turn however often it was asked.
 */
public final class LoopRelief implements BufferBudget.Relief {

    /** Of the bound: when so much more is held than after the last look, there is another in the same turn. */
    private static final int SHARE_BETWEEN_LOOKS = 8;

    private final BufferBudget budget;
    private final Consumer<Runnable> loop;
    private final Supplier<List<Holder>> holders;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();

    /** Loop only. */
    private long heldAfterLook;

    /** What is known of who is at the other end; in the order in which they go, the first of them last. */
    public enum Peer {
        /** Is being closed: what it holds is free soon, and nobody else goes for it. */
        LEAVES,
        READS,
        /** Has for a while neither taken any of what it is owed nor ended a message. */
        STALLS
    }

    /**
     * A connection that holds something.
     *
     * @param close lets go of it
     */
    public record Holder(long bytes, Peer peer, Runnable close) {}

    /** What the loop's connections may keep: a share of what they hold, or so many bytes if that is more. */
    private record Asked(double share, long minBytes) {}

    /**
     * Of one event loop.
     *
     * @param loop runs a task on it, later
     * @param holders its connections, asked on the loop
     */
    public LoopRelief(BufferBudget budget, Consumer<Runnable> loop, Supplier<List<Holder>> holders) {
        this.budget = budget;
        this.loop = loop;
        this.holders = holders;
    }

    @Override
    public void keep(double share, long minBytes) {
        if (asked.compareAndSet(null, new Asked(share, minBytes))) {
            loop.accept(this::look);
        }
    }

    /**
     * Closes at once whom a later turn would, if much has come since the last look: what one turn hands to all connections
     * of a loop may be more than there is. On the loop, while no connection is being written to.
     */
    public void now() {
        if (asked.get() != null && budget.heldBytes() - heldAfterLook > budget.maxBytes() / SHARE_BETWEEN_LOOKS) {
            look();
        }
    }

    private void look() {
        Asked most = asked.getAndSet(null);
        if (most != null) {
            close(most);
            heldAfterLook = budget.heldBytes();
        }
    }

    private void close(Asked most) {
        var all = new ArrayList<>(holders.get());
        long held = all.stream().mapToLong(Holder::bytes).sum();
        long kept = Math.max(most.minBytes(), (long) (held * most.share()));
        all.sort(LoopRelief::firstToGo);
        long staying = held - leavingBytes(all);
        for (Holder holder : all) {
            if (staying <= kept || holder.peer() == Peer.LEAVES) {
                return;
            }
            staying -= holder.bytes();
            holder.close().run();
        }
    }

    private static int firstToGo(Holder one, Holder other) {
        int byPeer = other.peer().compareTo(one.peer());
        return byPeer != 0 ? byPeer : Long.compare(other.bytes(), one.bytes());
    }

    private static long leavingBytes(List<Holder> holders) {
        return holders.stream()
                .filter(holder -> holder.peer() == Peer.LEAVES)
                .mapToLong(Holder::bytes)
                .sum();
    }
}
