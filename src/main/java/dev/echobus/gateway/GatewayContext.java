package dev.echobus.gateway;

import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.wire.BufferBudget;
import dev.echobus.wire.DirectMemory;
import dev.echobus.wire.MemoryLimit;
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
 * @param buffers what all sessions hold, and may
 */
public record GatewayContext(
        GatewayConfig settings,
        NodeLimits limits,
        Permissions permissions,
        GatewayStats stats,
        Tracing tracing,
        @Nullable ServerTls tls,
        BufferBudget buffers) {

    /** Most that one read of a session takes: its frames wait here while other sessions of the loop have their turn. */
    private static final int RECEIVE_MAX_BYTES = 16_384;

    /** The server's connections take half of it, and buffers more than they hold. */
    private static final int SHARE_OF_DIRECT_MEMORY = 4;

    private static final int SHARE_OF_MEMORY = 8;

    /** The bound on what all sessions hold, for all verticles of a node. */
    public static BufferBudget buffersOf(GatewayConfig settings) {
        return new BufferBudget(() -> buffersMaxBytes(settings));
    }

    private static long buffersMaxBytes(GatewayConfig settings) {
        long asked = settings.bufferMemoryMaxBytes();
        return asked > 0
                ? asked
                : buffersMaxBytes(settings.frameMaxBytes(), DirectMemory.maxBytes(), MemoryLimit.spareBytes());
    }

    /** However little memory there is, two may send the longest frame. */
    static long buffersMaxBytes(int frameMaxBytes, long directBytes, long spareBytes) {
        return Math.max(
                2L * frameMaxBytes, Math.min(directBytes / SHARE_OF_DIRECT_MEMORY, spareBytes / SHARE_OF_MEMORY));
    }

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
                settings,
                limits,
                permissions,
                stats,
                tracing,
                ServerTls.of(files, asked.handshakeTimeoutMs()),
                buffers);
    }

    /** The bounds on the buffers of a session's connection. */
    WireOptions wireOptions() {
        return new WireOptions(
                RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true, buffers);
    }

    /** Of a connection that begins with HTTP: what it holds is counted, but low watermarks would stall its handshakes. */
    WireOptions webOptions() {
        return new WireOptions(RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true);
    }
}
