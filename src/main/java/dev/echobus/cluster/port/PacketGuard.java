package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hazelcast's reader of packets, which makes room for whatever length it reads, behind a look at each length. On the
 * connection's event loop.
 */
final class PacketGuard extends PacketDecoder {

    private final MemberConnections connections;
    private final MemberConnection guarded;
    private final PacketFrames frames = new PacketFrames();

    PacketGuard(
            ServerConnection connection,
            Consumer<Packet> packets,
            MemberConnections connections,
            MemberConnection guarded) {
        super(connection, packets);
        this.connections = connections;
        this.guarded = guarded;
    }

    @Override
    public HandlerStatus onRead() throws Exception {
        Optional<String> objection = objection();
        if (objection.isPresent()) {
            src.clear();
            guarded.close(objection.get());
            return HandlerStatus.CLEAN;
        }
        return super.onRead();
    }

    private Optional<String> objection() {
        ByteBuffer read = src.duplicate().flip();
        Optional<String> objection = frames.follow(read);
        if (objection.isPresent()) {
            return objection;
        }
        connections.read(guarded, frames.packets(), frames.heldBytes());
        return connections.isExcess(guarded)
                ? Optional.of("unfinished packets of all connections hold more than " + MemberLimits.heldMaxBytes()
                        + " bytes, and its own " + guarded.heldBytes())
                : Optional.empty();
    }
}
