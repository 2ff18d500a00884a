package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.wire.WireOptions;

/**
 * What the gateway verticles of a node share.
 *
 * @param settings the gateway's, which need a restart to change
 * @param limits what its sockets have of the server's
 */
public record GatewayContext(GatewayConfig settings, NodeLimits limits, Permissions permissions, GatewayStats stats) {

    /** The bounds on the buffers of a session's connection. */
    WireOptions wireOptions() {
        return new WireOptions(
                WireOptions.RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true);
    }
}
