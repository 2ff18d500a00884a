package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.NodeLimits;

/**
 * What the gateway verticles of a node share.
 *
 * @param settings the gateway's, which need a restart to change
 * @param limits what its sockets have of the server's
 */
public record GatewayContext(GatewayConfig settings, NodeLimits limits, Permissions permissions, GatewayStats stats) {}
