package dev.echobus.wire;

import io.vertx.core.Context;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which accepted sockets become connections, and where. Called on the acceptor's thread. */
public interface Doorkeeper {

    /** Lets everybody in, and says nothing. */
    Doorkeeper OPEN = new Doorkeeper() {
        @Override
        public Optional<Runnable> admit(SocketAddress remote, SocketAddress local) {
            return Optional.of(() -> {});
        }

        @Override
        public void cannotAccept(Throwable cause) {
            // It is tried again, and nobody waits for a socket of a guest's.
        }
    };

    /**
     * Lets a peer in or not; one that is not let in is closed at once, before it costs a connection's memory.
     *
     * @param remote the peer
     * @param local the address that it connected to
     * @return what to run, on any thread, when its socket is closed; empty when it may not come in
     */
    Optional<Runnable> admit(SocketAddress remote, SocketAddress local);

    /** Whose event loop a socket which was let in is to live on; null for the next one of Vert.x's turn. */
    default @Nullable Context placeFor(SocketAddress remote, SocketAddress local) {
        return null;
    }

    /** A socket is listened on from now on. */
    default void listens(ListeningSocket socket) {}

    /** The system would not hand over a socket; accepting goes on in a while. */
    void cannotAccept(Throwable cause);
}
