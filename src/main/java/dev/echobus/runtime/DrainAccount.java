package dev.echobus.runtime;

import dev.echobus.metric.NodeSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a drain answered and what it cut: the last line of a node. Written once, when the drain has ended. */
final class DrainAccount {

    private final Supplier<NodeSnapshot> snapshot;
    private final NodeSnapshot before;
    private final long startNanos = System.nanoTime();

    /** Begins the account with what the node has done until now. */
    DrainAccount(Supplier<NodeSnapshot> snapshot) {
        this.snapshot = snapshot;
        before = snapshot.get();
    }

    @Override
    public String toString() {
        NodeSnapshot after = snapshot.get();
        var during = after.server().since(before.server());
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        // Also those that were accepted while the signal was on its way to the listening socket.
        long closed = after.server().connectionsClosed(before.server());
        return "in %d ms: %d messages (%d bytes) answered meanwhile, %d connections ended, %d cut with %d bytes unsent; %s"
                .formatted(
                        ms,
                        during.messages(),
                        during.bytesOut(),
                        closed - during.connectionsCut(),
                        during.connectionsCut(),
                        during.bytesCut(),
                        "in all " + after.toJson().encode());
    }
}
