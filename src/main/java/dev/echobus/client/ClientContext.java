package dev.echobus.client;

import dev.echobus.bus.OwnConnections;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.LiveConfig;
import java.util.Random;

/**
 * What the client verticles of a node share.
 *
 * @param node the node's name
 * @param live the configuration; its {@code client.servers} are not read
 * @param servers where the servers listen, their ports known
 * @param ownConnections where the clients' sockets are entered while they are open
 * @param stats the node's totals
 * @param tracing of the requests
 * @param random spreads the reconnects of many clients; any thread may draw from it
 */
public record ClientContext(
        String node,
        LiveConfig live,
        ClientServers servers,
        OwnConnections ownConnections,
        ClientStats stats,
        Tracing tracing,
        Random random) {}
