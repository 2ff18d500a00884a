package dev.echobus.server;

import dev.echobus.bus.OwnConnections;
import dev.echobus.wire.EventLoops;
import io.vertx.core.Context;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Which event loop a connection lives on: one of this node's own client on the client's, so that a request of the bus
 * wakes no other thread; any other on the servers' in turn. Asked on the acceptor's thread; as many entries as servers.
 */
public final class Placement {

    private final OwnConnections own;
    private final List<Context> servers = new CopyOnWriteArrayList<>();
    private final List<Context> besideClients = new CopyOnWriteArrayList<>();

    private int turn;

    /** @param own what this node's clients are about to connect with */
    public Placement(OwnConnections own) {
        this.own = own;
    }

    /** A server listens on this event loop, for everybody. Any thread. */
    void addServer(Context server) {
        servers.add(server);
    }

    /** A server listens on this event loop, for the client on it. Any thread. */
    void addBesideClient(Context server) {
        besideClients.add(server);
    }

    /** The server for a connection that was accepted; null while none has said where it is. */
    @Nullable
    Context placeFor(SocketAddress remote, SocketAddress local) {
        Context client = clientOf(remote, local);
        if (client != null) {
            for (Context server : besideClients) {
                if (EventLoops.areOne(server, client)) {
                    return server;
                }
            }
        }
        if (servers.isEmpty()) {
            return null;
        }
        turn = turn < servers.size() - 1 ? turn + 1 : 0;
        return servers.get(turn);
    }

    private @Nullable Context clientOf(SocketAddress remote, SocketAddress local) {
        return remote instanceof InetSocketAddress peer
                        && local instanceof InetSocketAddress here
                        && peer.getAddress().equals(here.getAddress())
                ? own.accepted(io.vertx.core.net.SocketAddress.inetSocketAddress(peer))
                : null;
    }
}
