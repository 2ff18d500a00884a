package dev.echobus.gateway;

import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.wire.WireOptions;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.ServerTls;
import dev.echobus.wire.tls.UnusableFileException;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway verticles of a node share.
 *
 * @param settings the gateway's, which need a restart to change
 * @param limits what its sockets have of the server's
 * @param tracing of sessions' requests
 * @param tls what its sockets speak; null is TCP as it is
 */
public record GatewayContext(
        GatewayConfig settings,
        NodeLimits limits,
        Permissions permissions,
        GatewayStats stats,
        Tracing tracing,
        @Nullable ServerTls tls) {

    /** Most that one read of a session takes: its frames wait here while other sessions of the loop have their turn. */
    private static final int RECEIVE_MAX_BYTES = 16_384;

    /**
     * The same with the TLS that the settings ask for. Reads files, and blocks.
     *
     * @throws UnusableFileException when one cannot be used; its message names the setting
     */
    public GatewayContext withTls() throws UnusableFileException {
        var asked = settings.tls();
        if (!asked.isOn()) {
            return this;
        }
        var files = PemFiles.ofSection("gateway.tls", asked.certificate(), asked.key(), asked.ca());
        return new GatewayContext(
                settings, limits, permissions, stats, tracing, ServerTls.of(files, asked.handshakeTimeoutMs()));
    }

    /** The bounds on the buffers of a session's connection. */
    WireOptions wireOptions() {
        return new WireOptions(
                RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true, stats.buffers());
    }

    /** Of a connection that begins with HTTP: what it holds is counted, but low watermarks would stall its handshakes. */
    WireOptions webOptions() {
        return new WireOptions(RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true);
    }
}
