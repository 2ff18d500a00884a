package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.ChannelOption;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;

/** Sets up a connection of the member port as Hazelcast does by itself, but for who reads and writes its first bytes. */
final class MemberChannels implements ChannelInitializer {

    private static final int KIB = 1_024;

    private final ServerContext context;
    private final MemberConnections connections;
    private final Refusals refusals;

    MemberChannels(ServerContext context, MemberConnections connections, Refusals refusals) {
        this.context = context;
        this.connections = connections;
        this.refusals = refusals;
    }

    @Override
    public void initChannel(Channel channel) {
        HazelcastProperties properties = context.properties();
        channel.options()
                .setOption(ChannelOption.DIRECT_BUF, properties.getBoolean(ClusterProperty.SOCKET_BUFFER_DIRECT))
                .setOption(ChannelOption.TCP_NODELAY, properties.getBoolean(ClusterProperty.SOCKET_NO_DELAY))
                .setOption(ChannelOption.SO_KEEPALIVE, properties.getBoolean(ClusterProperty.SOCKET_KEEP_ALIVE))
                .setOption(
                        ChannelOption.SO_SNDBUF, KIB * properties.getInteger(ClusterProperty.SOCKET_SEND_BUFFER_SIZE))
                .setOption(
                        ChannelOption.SO_RCVBUF,
                        KIB * properties.getInteger(ClusterProperty.SOCKET_RECEIVE_BUFFER_SIZE))
                .setOption(ChannelOption.SO_LINGER, properties.getSeconds(ClusterProperty.SOCKET_LINGER_SECONDS))
                .setOption(ChannelOption.TCP_KEEPIDLE, properties.getInteger(ClusterProperty.SOCKET_KEEP_IDLE))
                .setOption(ChannelOption.TCP_KEEPCOUNT, properties.getInteger(ClusterProperty.SOCKET_KEEP_COUNT))
                .setOption(ChannelOption.TCP_KEEPINTERVAL, properties.getInteger(ClusterProperty.SOCKET_KEEP_INTERVAL));
        connections.opened(channel);
        var encoder = new MemberProtocolEncoder(context);
        channel.outboundPipeline().addLast(encoder);
        channel.inboundPipeline().addLast(new MemberProtocol(context, encoder, refusals));
    }
}
