package dev.echobus.bus;

import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of this node's own clients, by the address that a server sees. Server and client verticles share it, so
 * that what is broadcast to peers does not get between a client and its replies. Any thread; as many entries as clients.
 */
public final class OwnConnections {

    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger attempts = new AtomicInteger();

    /** A client begins to connect. A server may accept the connection before the client knows its address. */
    public void connecting() {
        attempts.incrementAndGet();
    }

    /** The client that was connecting has this address. */
    public void connected(SocketAddress local) {
        addresses.add(local.toString());
        attempts.decrementAndGet();
    }

    /** The client that was connecting is not. */
    public void failed() {
        attempts.decrementAndGet();
    }

    /** The client's connection is closed. */
    public void closed(SocketAddress local) {
        addresses.remove(local.toString());
    }

    /** True while a client connects, so that any connection accepted meanwhile may be its. */
    public boolean isConnecting() {
        return attempts.get() > 0;
    }

    /** True when the peer at this address, as {@link SocketAddress#toString} writes it, is a client of this node. */
    public boolean contains(String remote) {
        return addresses.contains(remote);
    }
}
