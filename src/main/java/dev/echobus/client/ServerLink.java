package dev.echobus.client;

import dev.echobus.config.ClientConfig;
import dev.echobus.wire.LoopContext;
import io.vertx.core.Context;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to one server: connects, and after a failure or a loss waits and connects again, for as long as
 * it is open. Lives on the verticle's event loop. At any time there is at most one attempt, one wait or one connection,
 * so that requests cannot hurry it.
 */
final class ServerLink implements ClientConnection.Owner {

    private static final Logger log = LoggerFactory.getLogger(ServerLink.class);

    private enum State {
        CONNECTING,
        /** Until the next attempt. */
        WAITING,
        CONNECTED,
        CLOSED
    }

    /** What the links of a verticle share. */
    record Surroundings(
            Context context, ClientContext node, NetClient client, PendingRequests pending, Runnable onReady) {

        ClientConfig settings() {
            return node.live().client();
        }
    }

    /**
     * Where a server comes from.
     *
     * @param label what the log calls it
     * @param isOwn whether it is known to be this node's own
     * @param onFailed run when it cannot be connected to, or is lost
     */
    record Origin(String label, boolean isOwn, Runnable onFailed) {}

    private final Surroundings surroundings;
    private final ClientContext node;
    private final SocketAddress server;
    private final Origin origin;
    private final Backoff backoff;
    private final LoopContext loopContext;

    private State state = State.WAITING;
    private @Nullable ClientConnection connection;
    private @Nullable SocketAddress localAddress;
    private String lastError = "no attempt to connect has ended yet";
    private boolean isFailureKnown;
    private boolean isEjected;

    ServerLink(Surroundings surroundings, SocketAddress server, Origin origin) {
        this.surroundings = surroundings;
        this.server = server;
        this.origin = origin;
        node = surroundings.node();
        loopContext = new LoopContext(surroundings.context());
        backoff = new Backoff(node.random());
    }

    /** Begins to connect. To be called once, on the verticle's context. */
    void open() {
        connect();
    }

    SocketAddress server() {
        return server;
    }

    /** The connection, or null while there is none. */
    @Nullable
    ClientConnection connection() {
        return connection;
    }

    /** Why there is no connection, for people. */
    String lastError() {
        return lastError;
    }

    /** Connects no more; the connection closes once what is in flight on it is answered. For a server that is gone. */
    void retire() {
        log.info("client gives up {}: its name has another address now", origin.label());
        state = State.CLOSED;
        if (connection != null) {
            connection.retire();
        }
    }

    /** Gives up the connection, failing what is in flight, and connects no more. */
    void close() {
        state = State.CLOSED;
        if (connection != null) {
            connection.close("the client is stopping");
        }
    }

    @Override
    public void onAnswering() {
        backoff.reset();
        surroundings.onReady().run();
    }

    @Override
    public void onWritable() {
        surroundings.onReady().run();
    }

    @Override
    public void onLost(String reason, int failedRequests) {
        disconnected();
        lastError = "connection lost: " + reason;
        if (state == State.CLOSED) {
            log.info("client closed {}, {} requests in flight failed", origin.label(), failedRequests);
            return;
        }
        log.warn("client lost {}: {}, {} requests in flight failed", origin.label(), reason, failedRequests);
        connectLater();
        eject();
    }

    @Override
    public void onRetired() {
        disconnected();
        log.info("client closed {}, nothing being in flight any more", origin.label());
        if (state != State.CLOSED) {
            connectIn(1);
        }
    }

    private void disconnected() {
        connection = null;
        node.stats().serverDisconnected();
        if (localAddress != null) {
            node.ownConnections().closed(localAddress);
            localAddress = null;
        }
    }

    /** Once until it is connected again. What waits may go to another server now. */
    private void eject() {
        if (!isEjected) {
            isEjected = true;
            node.stats().serverEjected();
        }
        origin.onFailed().run();
        surroundings.onReady().run();
    }

    private void connect() {
        state = State.CONNECTING;
        connecting();
        var options = new ConnectOptions()
                .setRemoteAddress(server)
                .setTimeout(surroundings.settings().connectTimeoutMs());
        surroundings.client().connect(options).onComplete(this::take, this::failed);
    }

    /** Of its own server's connections alone, as one accepted meanwhile may be another's if it takes long. */
    private void connecting() {
        if (origin.isOwn()) {
            node.ownConnections().connecting(surroundings.context());
        }
    }

    private void connectingEnded() {
        if (origin.isOwn()) {
            node.ownConnections().connectingEnded(surroundings.context());
        }
    }

    private void take(NetSocket socket) {
        if (state == State.CLOSED) {
            connectingEnded();
            socket.close();
            return;
        }
        state = State.CONNECTED;
        isFailureKnown = false;
        isEjected = false;
        localAddress = socket.localAddress();
        // Also under another name the server may be this node's own: from now on it can be told by the address.
        node.ownConnections().connected(surroundings.context(), localAddress);
        connectingEnded();
        node.stats().serverConnected();
        var ends = new ClientConnection.Ends(this, loopContext, surroundings.pending(), server.toString());
        connection = ClientConnection.of(socket, surroundings.settings(), ends);
        log.info("client connected to {}", origin.label());
        surroundings.onReady().run();
    }

    private void failed(Throwable cause) {
        connectingEnded();
        if (state == State.CLOSED) {
            return;
        }
        String message = cause.getMessage();
        lastError = message == null ? cause.getClass().getSimpleName() : message;
        if (isFailureKnown) {
            log.debug("client still cannot connect to {}: {}", origin.label(), lastError);
        } else {
            isFailureKnown = true;
            log.warn("client cannot connect to {}: {}; goes on trying", origin.label(), lastError);
        }
        connectLater();
        eject();
    }

    private void connectLater() {
        connectIn(backoff.nextMs(surroundings.settings()));
    }

    private void connectIn(long waitMs) {
        state = State.WAITING;
        // A socket's callbacks run outside of the verticle's context, which the timer and the next socket are to be of.
        Context context = surroundings.context();
        context.runOnContext(inContext -> context.owner().setTimer(waitMs, timer -> {
            if (state == State.WAITING) {
                connect();
            }
        }));
    }
}
