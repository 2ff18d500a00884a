package dev.echobus.wire.bus;

/**
 * What a member bounds on the connections of its event bus.
 *
 * @param messageMaxBytes longest message, with its address, headers and marks
 * @param unsentMaxBytes what may wait for one other member to read; one message may always
 * @param verifiesHost whether the certificate of a member must name the host that it is reached at
 */
public record BusLimits(int messageMaxBytes, int unsentMaxBytes, boolean verifiesHost) {

    /** Inbound connections at once: one from each node and guest. */
    static final int CONNECTIONS_MAX = 1_024;

    /**
     * Inbound connections at once that have not sent a whole message yet. A member connects because it has one to send,
     * so it is among them for milliseconds; the one that has been for longest makes room for a new one.
     */
    static final int WAITING_MAX = 64;

    /** How long a connection may take to its first message, and any message to come whole, beside its bytes' time. */
    static final int MESSAGE_TIMEOUT_SECONDS = 10;

    /** Bytes a second that a long message is given time for: a hundredth of what a data centre's network carries. */
    static final int BYTES_PER_SECOND_MIN = 1_048_576;

    /** Without a byte for so long a connection is dead: each end that sends asks every 20 s whether the other lives. */
    static final int IDLE_TIMEOUT_SECONDS = 120;

    /** How long what waits for a member may delay the end of the connection to it. */
    static final int CLOSE_TIMEOUT_MS = 1_000;

    /** Unfinished messages of all connections together may take one part in so many of the heap. */
    static final int SHARE_OF_HEAP = 8;

    /** What unfinished messages of all connections may hold together; two of the longest, however small the heap. */
    long heldMaxBytes() {
        return Math.max(2L * messageMaxBytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }
}
