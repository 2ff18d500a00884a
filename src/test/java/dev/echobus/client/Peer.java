package dev.echobus.client;

import dev.echobus.FreePorts;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server to test against: its first connection behaves in the first way given, and so on; the last way stays. */
final class Peer {

    private final NetServer server;
    private final BlockingQueue<NetSocket> accepted = new LinkedBlockingQueue<>();

    private Peer(NetServer server) {
        this.server = server;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read from, as a list.
    static Peer listen(Vertx vertx, int port, Handler<NetSocket>... ways) {
        return listenAt(vertx, "127.0.0.1", port, ways);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read from, as a list.
    static Peer listenAt(Vertx vertx, String host, int port, Handler<NetSocket>... ways) {
        List<Handler<NetSocket>> inOrder = List.of(ways);
        NetServer server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
        var peer = new Peer(server);
        var connections = new AtomicInteger();
        server.connectHandler(socket -> {
            int nth = Math.min(connections.getAndIncrement(), inOrder.size() - 1);
            inOrder.get(nth).handle(socket);
            peer.accepted.add(socket);
        });
        Outcomes.of(server.listen(port, host));
        return peer;
    }

    /** An address where nobody listens, another each time. */
    static SocketAddress nobody() {
        return SocketAddress.inetSocketAddress(FreePorts.next(), "127.0.0.1");
    }

    SocketAddress address() {
        return SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
    }

    /** The next connection that was accepted. */
    NetSocket connection() {
        try {
            NetSocket socket = accepted.poll(20, TimeUnit.SECONDS);
            if (socket == null) {
                throw new AssertionError("no connection within 20 s");
            }
            return socket;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    void close() {
        Outcomes.of(server.close());
    }

    static void echoing(NetSocket socket) {
        socket.handler(socket::write);
    }

    static void silent(NetSocket socket) {
        socket.handler(bytes -> {});
    }

    /** Does not read until it is resumed. */
    static void held(NetSocket socket) {
        echoing(socket);
        socket.pause();
    }

    /** Sends each byte only when the one before it has left. */
    static void dripping(NetSocket socket) {
        var waiting = Buffer.buffer();
        var sent = new AtomicInteger();
        socket.handler(bytes -> {
            boolean isIdle = sent.get() == waiting.length();
            waiting.appendBuffer(bytes);
            if (isIdle) {
                drip(socket, waiting, sent);
            }
        });
    }

    /** Keeps what comes until it is as much as this, then sends all of it at once. */
    static Handler<NetSocket> gathering(int bytesMin) {
        return socket -> {
            var gathered = Buffer.buffer();
            socket.handler(bytes -> {
                gathered.appendBuffer(bytes);
                if (gathered.length() >= bytesMin) {
                    socket.write(gathered.copy());
                }
            });
        };
    }

    /** Answers the first bytes that come with these, and closes. */
    static Handler<NetSocket> answeringThenClosing(String answer) {
        return socket -> socket.handler(bytes -> socket.end(Buffer.buffer(answer)));
    }

    private static void drip(NetSocket socket, Buffer waiting, AtomicInteger sent) {
        int next = sent.get();
        if (next < waiting.length()) {
            socket.write(waiting.slice(next, next + 1)).onSuccess(written -> {
                sent.incrementAndGet();
                drip(socket, waiting, sent);
            });
        }
    }
}
