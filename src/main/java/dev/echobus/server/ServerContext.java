package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.ConnectionEvent;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.OwnConnections;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.server.Admission.RefusedPeer;
import dev.echobus.server.rate.NodeRates;
import io.vertx.core.eventbus.EventBus;

/**
 * What every server verticle and connection of a node shares.
 *
 * @param node the node's name, the first part of its connections' ids
 * @param live the configuration in force
 * @param eventBus where events go
 * @param stats the node's totals
 * @param ownConnections spared by broadcasts
 * @param admission who may connect
 * @param rates what all connections may receive together
 * @param buffers what all connections may hold together
 * @param tracing of messages that the bus answers
 */
public record ServerContext(
        String node,
        LiveConfig live,
        EventBus eventBus,
        ServerStats stats,
        OwnConnections ownConnections,
        Admission admission,
        NodeRates rates,
        NodeBuffers buffers,
        Tracing tracing) {

    /** Begins to limit who connects to a listener whose port is known, and to publish who was refused. */
    void guard(ListenerConfig listener) {
        admission.guardMemory(() -> buffers.budget().isExceeded());
        admission.onRefused(this::publish);
        admission.guard(listener);
    }

    private void publish(RefusedPeer refused) {
        if (live.limits().connectionEvents()) {
            var peer = new Peer("", refused.remote(), node, refused.listener());
            var event = ConnectionEvent.refused(peer, refused.refusal());
            eventBus.publish(Addresses.SERVER_CONNECTION, event.toJson());
        }
    }

    String nextConnectionId() {
        return node + "-" + stats.nextConnection();
    }
}
