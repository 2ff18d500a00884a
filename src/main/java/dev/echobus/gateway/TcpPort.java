package dev.echobus.gateway;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.ListenOptions;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;

/** Takes sessions in over TCP, or over TLS. Sockets whose handshake is not over have a bound of their own. */
final class TcpPort implements GatewayPort {

    /** Beyond those of listeners, of which there are fewer. */
    private static final int PLACE = 100;

    private final GatewayContext node;
    private final WireTransport.Loop loop;
    private final Sessions sessions;
    private final FrameCodec codec;
    private final TcpFraming framing = new TcpFraming();
    private final NetServer server;

    /** Sockets that are no session yet. */
    private int handshakes;

    TcpPort(Vertx vertx, GatewayContext node, WireTransport.Loop loop, Sessions sessions) {
        this.node = node;
        this.loop = loop;
        this.sessions = sessions;
        codec = FrameCodec.of(
                new FramingSpec(FramingKind.LENGTH, Integer.BYTES),
                node.settings().frameMaxBytes());
        server = vertx.createNetServer(ListenOptions.of(node.settings().endpoint(), PLACE, node.limits()));
    }

    @Override
    public Future<?> listen() {
        return server.connectHandler(this::accept)
                .listen()
                .recover(cause -> GatewayPort.failure(node.settings().endpoint(), "gateway.port", cause));
    }

    @Override
    public Future<Void> shutdown(int timeoutMs) {
        return server.shutdown(timeoutMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public GatewayAddress address() {
        return new GatewayAddress(node.settings().endpoint().withPort(server.actualPort()), false, node.tls() != null);
    }

    private void accept(NetSocket socket) {
        ServerTls tls = node.tls();
        if (tls == null) {
            open(socket);
        } else if (handshakes >= node.stats().capacity().handshakesMax()) {
            Handshake.refuse(node.stats(), String.valueOf(socket.remoteAddress()));
            socket.close();
        } else {
            handshakes++;
            VertxSockets.boundReads(socket, node.wireOptions());
            VertxSockets.secure(
                    socket, tls, new Handshake(node.stats(), String.valueOf(socket.remoteAddress()), isSecured -> {
                        handshakes--;
                        if (isSecured) {
                            loop.context().run(() -> open(socket));
                        }
                    }));
        }
    }

    private void open(NetSocket socket) {
        var peer = WireTransport.Peer.of(socket);
        var wire = VertxSockets.takeOver(socket, codec, node.wireOptions());
        sessions.open(new WireTransport(wire, framing, peer, loop), Dialect.TCP);
    }
}
