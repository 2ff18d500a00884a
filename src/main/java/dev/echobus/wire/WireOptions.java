package dev.echobus.wire;

/**
 * The bounds on a connection's buffers, in bytes.
 *
 * @param receiveMaxBytes most that one read takes
 * @param writeHighBytes unsent bytes above which the channel counts as not writable
 * @param writeLowBytes unsent bytes below which it counts as writable again
 * @param isPauseStrict true: while paused nothing is read, even when the peer has closed its side; false: what the
 *     kernel holds then, as much as its receive buffer, is read at once
 */
public record WireOptions(int receiveMaxBytes, int writeHighBytes, int writeLowBytes, boolean isPauseStrict) {

    /** Netty's own ceiling for adaptive receive buffers: larger reads no longer gain throughput. */
    public static final int RECEIVE_MAX_BYTES = 65_536;
}
