package dev.echobus.bus;

import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of this node's own clients, by the address that a server sees. Server and client verticles share it, so
 * that what is broadcast to peers does not get between a client and its replies. Any thread; as many entries as clients.
 */
public final class OwnConnections {

    private final Set<String> addresses = ConcurrentHashMap.newKeySet();

    public void add(SocketAddress local) {
        addresses.add(local.toString());
    }

    public void remove(SocketAddress local) {
        addresses.remove(local.toString());
    }

    /** True when the peer at this address, as {@link SocketAddress#toString} writes it, is a client of this node. */
    public boolean contains(String remote) {
        return addresses.contains(remote);
    }
}
