package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.UnifiedProtocolEncoder;

/**
 * Hazelcast's writer of the protocol's name, which waits for the other side's name before it makes way for the writer of
 * packets. By itself it says that all is written, while packets wait: then Hazelcast asks it again at once, and again,
 * with all of a core, for as long as the other side is silent. On the connection's event loop.
 */
final class MemberProtocolEncoder extends UnifiedProtocolEncoder {

    MemberProtocolEncoder(ServerContext context) {
        super(context);
    }

    /** Whatever it waits for wakes its pipeline; and of a pipeline that it has left nobody asks what it returned. */
    @Override
    public HandlerStatus onWrite() {
        HandlerStatus status = super.onWrite();
        return status == HandlerStatus.CLEAN ? HandlerStatus.BLOCKED : status;
    }
}
