package dev.echobus.admin.http;

import dev.echobus.wire.VertxSockets;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of the admin port, bounded in number and in how long each may wait. Whoever comes when there is no room
 * has the place of the one that has waited longest, and of one that is being answered last of all: so those who hold
 * connections and ask nothing, or take nothing, keep no probe out. The admin port's event loop.
 */
final class AdminConnections {

    /** A page is for people: so many do not look at one node. */
    static final int CONSOLES_MAX = 32;

    private final int max;
    private final long patienceNanos;

    private final Set<HttpConnection> all = new HashSet<>();

    /** Since when each is waited for, for a request or the rest of one; those that wait longest first. */
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

    /** Those of them that have begun a request, and have no answer yet. */
    private final Set<HttpConnection> asking = new HashSet<>();

    AdminConnections(int max, long patienceMs) {
        this.max = max;
        patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    }

    /** How many may be consoles that stay: half of them, the rest is for scrapers, probes and actions. */
    int consolesMax() {
        return Math.min(CONSOLES_MAX, max / 2);
    }

    /** One more has come. */
    void take(HttpConnection connection, long nowNanos) {
        connection.closeHandler(closed -> ended(connection));
        if (all.size() >= max) {
            makeRoom();
        }
        all.add(connection);
        waiting.put(connection, nowNanos);
    }

    /** Half of them wait for something at least: no more than {@link #consolesMax} stay. */
    private void makeRoom() {
        HttpConnection eldest = null;
        for (HttpConnection connection : waiting.keySet()) {
            if (!asking.contains(connection)) {
                cut(connection);
                return;
            }
            eldest = eldest == null ? connection : eldest;
        }
        if (eldest != null) {
            cut(eldest);
        }
    }

    /** It has begun a request: the rest of that has as much time as the request had. */
    void asks(HttpConnection connection, long nowNanos) {
        if (all.contains(connection)) {
            asking.add(connection);
            waitFor(connection, nowNanos);
        }
    }

    /** It has been answered: the next request has the same time. */
    void answered(HttpConnection connection, long nowNanos) {
        if (asking.remove(connection)) {
            waitFor(connection, nowNanos);
        }
    }

    private void waitFor(HttpConnection connection, long nowNanos) {
        // Behind the others.
        waiting.remove(connection);
        waiting.put(connection, nowNanos);
    }

    /** Nothing is waited for any more: it is told of the node until somebody else ends it. */
    void stays(HttpConnection connection) {
        waiting.remove(connection);
        asking.remove(connection);
    }

    void ended(HttpConnection connection) {
        all.remove(connection);
        stays(connection);
    }

    /** At once: what is written to it may never be taken. */
    void cut(HttpConnection connection) {
        ended(connection);
        VertxSockets.cut(connection);
    }

    /** Cuts those that were waited for too long. */
    void cutLate(long nowNanos) {
        var late = new ArrayList<HttpConnection>();
        for (var connection : waiting.entrySet()) {
            if (nowNanos - connection.getValue() < patienceNanos) {
                break;
            }
            late.add(connection.getKey());
        }
        late.forEach(this::cut);
    }
}
