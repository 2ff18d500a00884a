package dev.echobus.wire;

import dev.echobus.common.Endpoint;
import dev.echobus.config.NodeLimits;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;

/** How the node's sockets listen, and what the system is told of those that they accept. */
public final class ListenOptions {

    private ListenOptions() {}

    /**
     * The options for an endpoint.
     *
     * @param place another number, 0 or more, for each endpoint of a node. Vert.x shares a listening socket by host and
     *     port; one whose port is a free one goes by a negative number
     */
    public static NetServerOptions of(Endpoint endpoint, int place, NodeLimits settings) {
        var options = new NetServerOptions();
        apply(options, endpoint, place, settings);
        return options;
    }

    /**
     * The same for a server of HTTP, which is to listen at {@link #address}; without what WebSockets could compress, as a
     * small message can be a huge one.
     */
    public static HttpServerOptions ofHttp(Endpoint endpoint, int place, NodeLimits settings) {
        var options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        apply(options, endpoint, place, settings);
        return options;
    }

    /** Where a server of HTTP listens: its options take no number that stands for a free port. */
    public static SocketAddress address(Endpoint endpoint, int place) {
        return endpoint.port() == 0
                ? SocketAddress.sharedRandomPort(1 + place, endpoint.host())
                : SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host());
    }

    private static void apply(NetServerOptions options, Endpoint endpoint, int place, NodeLimits settings) {
        options.setHost(endpoint.host())
                .setPort(endpoint.port() == 0 ? -1 - place : endpoint.port())
                .setAcceptBacklog(settings.backlog())
                .setReuseAddress(settings.reuseAddress())
                .setTcpNoDelay(settings.tcpNoDelay())
                .setTcpUserTimeout(settings.tcpUserTimeoutMs());
        if (settings.keepAliveIdleSeconds() > 0) {
            options.setTcpKeepAlive(true)
                    .setTcpKeepAliveIdleSeconds(settings.keepAliveIdleSeconds())
                    .setTcpKeepAliveIntervalSeconds(settings.keepAliveIntervalSeconds())
                    .setTcpKeepAliveCount(settings.keepAliveProbes());
        }
        if (settings.receiveBufferBytes() > 0) {
            options.setReceiveBufferSize(settings.receiveBufferBytes());
        }
        if (settings.sendBufferBytes() > 0) {
            options.setSendBufferSize(settings.sendBufferBytes());
        }
    }
}
