package dev.echobus.bus;

import io.vertx.core.Context;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this node's own clients, by the address that a server sees. Server and client verticles share it, so
 * that a server keeps a client's connection on the client's event loop, and that what is broadcast to peers does not get
 * between a client and its replies. Any thread; as many entries as clients.
 */
public final class OwnConnections {

    private final Map<String, Context> clients = new ConcurrentHashMap<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Queue<Context> expected = new ConcurrentLinkedQueue<>();

    /**
     * A client begins to connect to this node's server, which may accept the connection before the client knows its
     * address.
     *
     * @param client whose event loop it is on
     */
    public void connecting(Context client) {
        attempts.incrementAndGet();
        expected.add(client);
    }

    /** The client connects no more: it is connected, its address being entered, or it failed. */
    public void connectingEnded(Context client) {
        expected.remove(client);
        attempts.decrementAndGet();
    }

    /** A client has a connection of this address, to a server that may be this node's. */
    public void connected(Context client, SocketAddress local) {
        clients.put(local.toString(), client);
    }

    /** The client's connection is closed. */
    public void closed(SocketAddress local) {
        clients.remove(local.toString());
    }

    /** True while a client connects, so that any connection accepted meanwhile may be its. */
    public boolean isConnecting() {
        return attempts.get() > 0;
    }

    /**
     * The client whose connection of this address is accepted; that which has waited longest for its own when the address is
     * not known, each once; null when none waits. Who connects at the same moment may be taken for it.
     */
    public @Nullable Context accepted(SocketAddress remote) {
        String address = remote.toString();
        Context client = clients.get(address);
        if (client == null) {
            client = expected.poll();
        }
        // It may have learned of its address meanwhile, and waits no more.
        return client == null ? clients.get(address) : client;
    }

    /** True when the peer at this address, as {@link SocketAddress#toString} writes it, is a client of this node. */
    public boolean contains(String remote) {
        return clients.containsKey(remote);
    }
}
