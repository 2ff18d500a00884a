package dev.echobus.client;

import dev.echobus.client.ServerLink.Surroundings;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.wire.HostAddresses;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is given by name, and the addresses that the name has: looked up at start, every
 * {@code client.resolveIntervalMs}, and soon after one of them failed, at most once in {@value #GAP_MS} ms. What was
 * known stays while looking up fails. Lives on the verticle's event loop, with one lookup or one wait at any time.
 */
final class ServerName {

    /** Between two lookups: servers that fail one after the other are a burst, which one answer serves. */
    private static final long GAP_MS = 1_000;

    private static final long NO_TIMER = -1;

    private static final Logger log = LoggerFactory.getLogger(ServerName.class);

    private final Surroundings surroundings;
    private final Endpoint endpoint;
    private final Runnable onChange;
    private final Backoff backoff;

    private List<SocketAddress> addresses = List.of();
    private String lastError = "";
    private long timer = NO_TIMER;
    private boolean isWaitingShort;
    private boolean isClosed;
    private long lookedUpNanos;

    ServerName(Surroundings surroundings, Endpoint endpoint, Runnable onChange) {
        this.surroundings = surroundings;
        this.endpoint = endpoint;
        this.onChange = onChange;
        backoff = new Backoff(surroundings.node().random());
    }

    /** Looks up at once. To be called once. */
    void open() {
        lookUp();
    }

    void close() {
        isClosed = true;
        cancelTimer();
    }

    /** As last found; of one family, the one that the system prefers: a server of both would count twice. */
    List<SocketAddress> addresses() {
        return addresses;
    }

    /** Why there is no address, for people; empty while there is one. */
    String lastError() {
        return addresses.isEmpty() ? lastError : "";
    }

    /** A server of this name is left out: perhaps it has moved. On the event loop, in any context. */
    void onServerFailed() {
        surroundings.context().runOnContext(turn -> {
            if (!isClosed && timer != NO_TIMER && !isWaitingShort) {
                long sinceMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lookedUpNanos);
                cancelTimer();
                lookUpIn(Math.max(1, GAP_MS - sinceMs), true);
            }
        });
    }

    private void lookUp() {
        HostAddresses.of(surroundings.context().owner(), endpoint.host(), endpoint.port())
                .onComplete(found -> inContext(() -> found(found)), cause -> inContext(() -> failed(cause)));
    }

    private void inContext(Runnable action) {
        surroundings.context().runOnContext(turn -> {
            if (!isClosed) {
                lookedUpNanos = System.nanoTime();
                action.run();
            }
        });
    }

    private void found(List<SocketAddress> found) {
        backoff.reset();
        lookUpIn(surroundings.settings().resolveIntervalMs(), false);
        if (!lastError.isEmpty()) {
            lastError = "";
            log.info("client resolves {} again", endpoint.authority());
        }
        // The order is the resolver's whim, and new each time.
        if (addresses.size() != found.size() || !addresses.containsAll(found)) {
            addresses = found;
            log.info("client found {} servers of {}: {}", found.size(), endpoint.authority(), found);
            onChange.run();
        }
    }

    private void failed(Throwable cause) {
        String error = "no address for " + endpoint.authority() + ": " + Causes.describe(cause);
        if (lastError.isEmpty()) {
            log.warn("client finds {}; goes on trying", error);
        }
        lastError = error;
        lookUpIn(backoff.nextMs(surroundings.settings()), true);
    }

    private void lookUpIn(long waitMs, boolean isShort) {
        isWaitingShort = isShort;
        timer = surroundings.context().owner().setTimer(waitMs, due -> {
            timer = NO_TIMER;
            lookUp();
        });
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            surroundings.context().owner().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
