package dev.echobus.server;

import dev.echobus.bus.OwnConnections;
import dev.echobus.config.LiveConfig;
import io.vertx.core.eventbus.EventBus;

/**
 * What every server verticle and connection of a node shares.
 *
 * @param node the node's name, the first part of its connections' ids
 * @param live the configuration in force
 * @param eventBus where events go and, with the bus responder, requests
 * @param stats the node's totals
 * @param ownConnections spared by broadcasts
 * @param rates what all connections may receive together
 */
public record ServerContext(
        String node,
        LiveConfig live,
        EventBus eventBus,
        ServerStats stats,
        OwnConnections ownConnections,
        NodeRates rates) {

    String nextConnectionId() {
        return node + "-" + stats.nextConnection();
    }
}
