package dev.echobus.wire;

/**
 * How a connection is closed without losing what its peer is owed. What the peer still sends is thrown away.
 *
 * @param manner what is waited for
 * @param lingerTimeoutMs how long the peer may take to close its side
 */
public record Ending(Manner manner, int lingerTimeoutMs) {

    enum Manner {
        FLUSHED,
        LINGERING,
        ACKNOWLEDGED
    }

    /** Once everything written has been sent, however long that takes. For a peer that has closed its side. */
    public static Ending afterFlush() {
        return new Ending(Manner.FLUSHED, 0);
    }

    /**
     * For a peer that may still be sending. A plain close would answer the unread bytes with a reset, which destroys
     * replies on their way; so our side is closed after them, and the socket when the peer has closed too, or after the
     * time given.
     */
    public static Ending lingering(int timeoutMs) {
        return new Ending(Manner.LINGERING, timeoutMs);
    }

    /**
     * Like {@link #lingering}, but first waits until the peer's system has acknowledged every byte, where that can be
     * known: when a container ends, what its kernel has not delivered is lost. That wait has no limit of its own.
     */
    public static Ending acknowledged(int lingerTimeoutMs) {
        return new Ending(Manner.ACKNOWLEDGED, lingerTimeoutMs);
    }
}
