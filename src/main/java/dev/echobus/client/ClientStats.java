package dev.echobus.client;

import dev.echobus.metric.ClientSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** What a node's clients have done with the bus's requests, over all verticles. Any thread; a few adders and no more. */
public final class ClientStats {

    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder replied = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder servers = new LongAdder();
    private final LongAdder serversConnected = new LongAdder();
    private final LongAdder serverEjections = new LongAdder();

    /** The totals of this moment. */
    public ClientSnapshot snapshot() {
        // Answers first: one that comes meanwhile must not make fewer than none pending.
        long repliedNow = replied.sum();
        long failedNow = failed.sum();
        long requestsNow = requests.sum();
        return new ClientSnapshot(
                requestsNow - repliedNow - failedNow,
                requestsNow,
                refused.sum(),
                repliedNow,
                failedNow,
                servers.sum(),
                serversConnected.sum(),
                serverEjections.sum());
    }

    void taken() {
        requests.increment();
    }

    void refused() {
        refused.increment();
    }

    void replied() {
        replied.increment();
    }

    void failed() {
        failed.increment();
    }

    /** A verticle knows so many more servers, or fewer. */
    void servers(int more) {
        servers.add(more);
    }

    void serverConnected() {
        serversConnected.increment();
    }

    void serverDisconnected() {
        serversConnected.decrement();
    }

    void serverEjected() {
        serverEjections.increment();
    }
}
