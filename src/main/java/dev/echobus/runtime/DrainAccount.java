package dev.echobus.runtime;

import dev.echobus.metric.ListenerSnapshot;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.metric.ServerSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a drain answered and what it cut: the last line of a node. Written once, when the drain has ended. */
final class DrainAccount {

    private final Supplier<NodeSnapshot> snapshot;
    private final ServerSnapshot before;
    private final long startNanos = System.nanoTime();

    /** Begins the account with what the node has done until now. */
    DrainAccount(Supplier<NodeSnapshot> snapshot) {
        this.snapshot = snapshot;
        before = snapshot.get().server();
    }

    @Override
    public String toString() {
        NodeSnapshot after = snapshot.get();
        ListenerSnapshot total = after.server().total();
        ListenerSnapshot during = total.since(before.total());
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        return "in %d ms: %d messages (%d bytes) answered meanwhile, %s with %d bytes unsent%s; in all %s"
                .formatted(
                        ms,
                        during.messages(),
                        during.bytesOut(),
                        ends(total, before.total(), "connections "),
                        during.bytesCut(),
                        byListener(after.server()),
                        after.totals().encode());
    }

    private String byListener(ServerSnapshot after) {
        if (after.listeners().size() == 1) {
            return "";
        }
        return after.listeners().entrySet().stream()
                .map(listener -> listener.getKey() + ": "
                        + ends(
                                listener.getValue(),
                                before.listeners().getOrDefault(listener.getKey(), ListenerSnapshot.NONE),
                                ""))
                .collect(Collectors.joining("; ", " (", ")"));
    }

    private static String ends(ListenerSnapshot after, ListenerSnapshot before, String what) {
        // Also those that were accepted while the signal was on its way to the listening socket.
        long closed = after.connectionsClosed(before);
        long cut = after.since(before).connectionsCut();
        return "%d %sended, %d cut".formatted(closed - cut, what, cut);
    }
}
