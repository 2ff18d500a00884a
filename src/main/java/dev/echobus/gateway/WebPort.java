package dev.echobus.gateway;

import dev.echobus.gateway.WebRequests.Outcome;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.ListenOptions;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes sessions in over HTTP, as WebSockets and as those of SockJS. Connections that have not become one have a
 * bound of their own, and as long as a frame may take.
 */
final class WebPort implements GatewayPort {

    /** The one after that of TCP. */
    private static final int PLACE = 101;

    private final GatewayContext node;
    private final WireTransport.Loop loop;
    private final Sessions sessions;
    private final WebRequests requests;
    private final Kind webSocket;
    private final Kind sockJs;
    private final HttpServer server;

    /** Connections that are no session yet, by when they came; the oldest first. */
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

    /** What a session on a WebSocket speaks. */
    private record Kind(FrameCodec codec, SessionFraming framing, Dialect dialect) {}

    WebPort(Vertx vertx, GatewayContext node, WireTransport.Loop loop, Sessions sessions) {
        this.node = node;
        this.loop = loop;
        this.sessions = sessions;
        int frameMaxBytes = node.settings().frameMaxBytes();
        requests = new WebRequests(new WebOrigins(node.settings().webOrigins()));
        webSocket = new Kind(FrameCodec.ofWebSocket(frameMaxBytes), new WebSocketFraming(), Dialect.TCP);
        sockJs = new Kind(
                FrameCodec.ofWebSocket(SockJsFraming.messageMaxBytes(frameMaxBytes)),
                new SockJsFraming(frameMaxBytes),
                Dialect.SOCKJS);
        server = vertx.createHttpServer(ListenOptions.ofHttp(node.settings().webEndpoint(), PLACE, node.limits()));
    }

    @Override
    public Future<?> listen() {
        return server.connectionHandler(this::accept)
                .requestHandler(this::serve)
                .listen(ListenOptions.address(node.settings().webEndpoint(), PLACE))
                .recover(cause -> GatewayPort.failure(node.settings().webEndpoint(), "gateway.webPort", cause));
    }

    @Override
    public Future<Void> shutdown(int timeoutMs) {
        return server.shutdown(timeoutMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void sweep(long nowNanos) {
        long patienceNanos = TimeUnit.MILLISECONDS.toNanos(node.settings().frameTimeoutMs());
        var late = new ArrayList<HttpConnection>();
        for (var connection : waiting.entrySet()) {
            if (nowNanos - connection.getValue() < patienceNanos) {
                break;
            }
            late.add(connection.getKey());
        }
        late.forEach(HttpConnection::close);
    }

    @Override
    public GatewayAddress address() {
        return new GatewayAddress(
                node.settings().webEndpoint().withPort(server.actualPort()), true, node.tls() != null);
    }

    private void accept(HttpConnection connection) {
        waiting.put(connection, System.nanoTime());
        connection.closeHandler(closed -> waiting.remove(connection));
        if (waiting.size() > node.stats().capacity().handshakesMax()) {
            Handshake.refuse(node.stats(), String.valueOf(connection.remoteAddress()));
            connection.close();
            return;
        }
        VertxSockets.boundReads(connection, node.webOptions());
        ServerTls tls = node.tls();
        if (tls != null) {
            var remote = String.valueOf(connection.remoteAddress());
            VertxSockets.secure(connection, tls, new Handshake(node.stats(), remote, isSecured -> {}));
        }
    }

    private void serve(HttpServerRequest request) {
        Outcome outcome = requests.judge(request);
        if (outcome != Outcome.ANSWERED) {
            Kind kind = outcome == Outcome.SOCKJS ? sockJs : webSocket;
            VertxSockets.socketOf(request).onSuccess(socket -> open(socket, kind, request));
        }
    }

    private void open(NetSocket socket, Kind kind, HttpServerRequest request) {
        waiting.remove(request.connection());
        var peer = WireTransport.Peer.of(socket);
        var wire = VertxSockets.takeOver(socket, kind.codec(), node.wireOptions());
        sessions.open(new WireTransport(wire, kind.framing(), peer, loop), kind.dialect());
    }
}
