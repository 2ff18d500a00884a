package dev.echobus.client;

import dev.echobus.config.ClientConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the server: connects, and after a failure or a loss waits and connects again, for as long as
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

    private final Context context;
    private final ClientContext node;
    private final PendingRequests pending;
    private final Runnable onReady;
    private final NetClient client;
    private final Backoff backoff;

    private State state = State.WAITING;
    private @Nullable ClientConnection connection;
    private @Nullable SocketAddress localAddress;
    private String lastError = "no attempt to connect has ended yet";
    private boolean isFailureKnown;

    /**
     * @param context of the verticle
     * @param onReady run whenever requests may be sent, or more of them
     */
    ServerLink(Context context, ClientContext node, PendingRequests pending, Runnable onReady) {
        this.context = context;
        this.node = node;
        this.pending = pending;
        this.onReady = onReady;
        client = context.owner()
                .createNetClient(new NetClientOptions().setTcpNoDelay(true).setReconnectAttempts(0));
        backoff = new Backoff(node.random());
    }

    /** Begins to connect. To be called once, on the verticle's context. */
    void open() {
        connect();
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

    /** Gives up the connection, failing what is in flight, and connects no more. */
    Future<Void> close() {
        state = State.CLOSED;
        if (connection != null) {
            connection.close("the client is stopping");
        }
        return client.close();
    }

    @Override
    public void onAnswering() {
        backoff.reset();
    }

    @Override
    public void onWritable() {
        onReady.run();
    }

    @Override
    public void onLost(String reason, int failedRequests) {
        connection = null;
        forgetLocalAddress();
        lastError = "connection lost: " + reason;
        if (state == State.CLOSED) {
            log.info("client closed {}, {} requests in flight failed", node.server(), failedRequests);
            return;
        }
        log.warn("client lost {}: {}, {} requests in flight failed", node.server(), reason, failedRequests);
        connectLater();
    }

    private void connect() {
        state = State.CONNECTING;
        var options = new ConnectOptions()
                .setRemoteAddress(node.server())
                .setTimeout(node.live().client().connectTimeoutMs());
        client.connect(options).onComplete(this::take, this::failed);
    }

    private void take(NetSocket socket) {
        if (state == State.CLOSED) {
            socket.close();
            return;
        }
        state = State.CONNECTED;
        isFailureKnown = false;
        localAddress = socket.localAddress();
        node.ownConnections().add(localAddress);
        connection = ClientConnection.of(socket, node.live().client(), new ClientConnection.Ends(this, pending));
        log.info("client connected to {}", node.server());
        onReady.run();
    }

    private void forgetLocalAddress() {
        if (localAddress != null) {
            node.ownConnections().remove(localAddress);
            localAddress = null;
        }
    }

    private void failed(Throwable cause) {
        if (state == State.CLOSED) {
            return;
        }
        String message = cause.getMessage();
        lastError = message == null ? cause.getClass().getSimpleName() : message;
        if (isFailureKnown) {
            log.debug("client still cannot connect to {}: {}", node.server(), lastError);
        } else {
            isFailureKnown = true;
            log.warn("client cannot connect to {}: {}; goes on trying", node.server(), lastError);
        }
        connectLater();
    }

    private void connectLater() {
        state = State.WAITING;
        ClientConfig settings = node.live().client();
        long waitMs = backoff.nextMs(settings);
        // A socket's callbacks run outside of the verticle's context, which the timer and the next socket are to be of.
        context.runOnContext(inContext -> context.owner().setTimer(waitMs, timer -> {
            if (state == State.WAITING) {
                connect();
            }
        }));
    }
}
