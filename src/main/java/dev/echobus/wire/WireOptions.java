package dev.echobus.wire;

/**
 * The bounds on a connection's buffers, in bytes.
 *
 * @param receiveMaxBytes most that one read takes
 * @param writeHighBytes unsent bytes above which the channel counts as not writable
 * @param writeLowBytes unsent bytes below which it counts as writable again
 * @param isPauseStrict true: while paused nothing is read, even when the peer has closed its side; false: what the
 *     kernel holds then, as much as its receive buffer, is read at once
 * @param budget what all connections may hold; only one whose pause is strict holds less when that is short
 */
public record WireOptions(
        int receiveMaxBytes, int writeHighBytes, int writeLowBytes, boolean isPauseStrict, BufferBudget budget) {

    /** Of a connection that shares no budget. */
    public WireOptions(int receiveMaxBytes, int writeHighBytes, int writeLowBytes, boolean isPauseStrict) {
        this(receiveMaxBytes, writeHighBytes, writeLowBytes, isPauseStrict, BufferBudget.UNLIMITED);
    }

    /**
     * Takes two messages of 64 KiB at a time where many are in flight, at twice the rate there of half as much: it seems
     * that what is copied out and in again stays in the processor's cache. Twice as much would gain another fifth, and
     * cost as much more memory for each connection whose peer does not read.
     */
    public static final int RECEIVE_MAX_BYTES = 131_072;
}
