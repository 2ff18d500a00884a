package dev.echobus.wire;

import dev.echobus.wire.bus.BusGuard;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One of Vert.x's transports with an {@link AcceptGuard} on each listening socket. Vert.x offers no other way to a
 * listening socket's pipeline, and without one it never accepts again once descriptors have run out.
 *
 * @param name the transport's name
 * @param implementation the same object, seen as Vert.x's provider interface
 */
public record GuardedTransport(String name, Transport implementation) implements io.vertx.core.transport.Transport {

    /** The transport, which must be available, with this doorkeeper on each listening socket. */
    public static GuardedTransport of(io.vertx.core.transport.Transport transport, Doorkeeper doorkeeper) {
        return new GuardedTransport(transport.name(), new Guarded(transport.implementation(), doorkeeper, null));
    }

    /** The same for a member of a cluster, the connections of its bus guarded. */
    public static GuardedTransport of(
            io.vertx.core.transport.Transport transport, Doorkeeper doorkeeper, BusGuard bus) {
        return new GuardedTransport(transport.name(), new Guarded(transport.implementation(), doorkeeper, bus));
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    /** Everything but the configuration of listening sockets is the transport's own. */
    private record Guarded(
            Transport transport,
            Doorkeeper doorkeeper,
            @Nullable BusGuard bus) implements Transport {

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            transport.configure(config, domainSocket, bootstrap);
            boolean isBus = bus != null && bus.takesListener();
            bootstrap.handler(new AcceptGuard(doorkeeper, isBus ? bus : null, bootstrap.config()));
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            transport.configure(config, domainSocket, bootstrap);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            transport.configure(channel, options);
        }

        @Override
        public boolean supportsDomainSockets() {
            return transport.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return transport.supportFileRegion();
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return transport.convert(address);
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return transport.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return transport.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
            return transport.eventLoopGroup(type, threads, threadFactory, ioRatio);
        }

        @Override
        @SuppressWarnings("deprecation") // The interface's own parameter.
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return transport.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return transport.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            ChannelFactory<? extends Channel> factory = transport.channelFactory(domainSocket);
            return bus == null || domainSocket ? factory : bus.guarding(factory);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return transport.serverChannelFactory(domainSocket);
        }
    }
}
