package dev.echobus.cluster.port;

/** What a member bounds on the connections of its member port, where Hazelcast bounds nothing. */
final class MemberLimits {

    /**
     * Longest packet. Members tell each other of themselves in kilobytes; the longest are shares of the registrations that
     * move to another member, of which there are 271.
     */
    static final int PACKET_MAX_BYTES = 16 * 1_048_576;

    /** Connections at once: one from each node and guest. */
    static final int CONNECTIONS_MAX = 1_024;

    /**
     * Connections at once that were accepted and have not sent a whole packet yet. A member sends one at once, so it is
     * among them for milliseconds; the one that has been for longest makes room for a new one.
     */
    static final int WAITING_MAX = 64;

    /** How long a connection may take to its first packet, and any packet to come whole, beside its bytes' time. */
    static final int PACKET_TIMEOUT_SECONDS = 10;

    /** Bytes a second that a long packet is given time for: a hundredth of what a data centre's network carries. */
    static final int BYTES_PER_SECOND_MIN = 1_048_576;

    /** Unfinished packets of all connections together may take one part in so many of the heap. */
    private static final int SHARE_OF_HEAP = 8;

    private MemberLimits() {}

    /** What unfinished packets of all connections may hold together; two of the longest, however small the heap. */
    static long heldMaxBytes() {
        return Math.max(2L * PACKET_MAX_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }
}
