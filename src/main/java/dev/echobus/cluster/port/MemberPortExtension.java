package dev.echobus.cluster.port;

import com.hazelcast.client.impl.ClientEngine;
import com.hazelcast.client.impl.NoOpClientEngine;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hazelcast's way to have others take part in its connections, which its free edition has and does not use. */
final class MemberPortExtension extends DefaultNodeExtension {

    private final Refusals refusals = new Refusals();
    private final MemberConnections connections = new MemberConnections(refusals);
    private final @Nullable MemberSocketInterceptor interceptor;

    MemberPortExtension(Node node, @Nullable SecretProof proof) {
        super(node);
        interceptor = proof == null ? null : new SecretInterceptor(proof, refusals);
    }

    @Override
    public @Nullable MemberSocketInterceptor getSocketInterceptor(EndpointQualifier qualifier) {
        return interceptor;
    }

    @Override
    public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext context) {
        var members = new MemberChannels(context, connections, refusals);
        return qualifier -> members;
    }

    @Override
    @SuppressWarnings("rawtypes") // As Hazelcast has it.
    public InboundHandler[] createInboundHandlers(
            EndpointQualifier qualifier, ServerConnection connection, ServerContext context) {
        var guarded = (MemberConnection)
                Objects.requireNonNull(connection.attributeMap().get(MemberConnection.class));
        var packets = node.getNodeEngine().getPacketDispatcher();
        return new InboundHandler[] {new PacketGuard(connection, packets, connections, guarded)};
    }

    @Override
    public void shutdown() {
        connections.end();
        super.shutdown();
    }

    /** None: the port sends clients of Hazelcast away, and what would serve them is a good part of a start. */
    @Override
    public ClientEngine createClientEngine() {
        return new NoOpClientEngine();
    }
}
