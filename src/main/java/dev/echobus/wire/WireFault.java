package dev.echobus.wire;

/**
 * What went wrong on a connection.
 *
 * @param kind the sort of fault
 * @param detail what was found, for people
 */
public record WireFault(Kind kind, String detail) {

    /** Sorts of faults. */
    public enum Kind {
        /** A message exceeds the configured maximum. */
        MESSAGE_TOO_LARGE,
        /** The peer closed its side within a record. */
        MESSAGE_TRUNCATED,
        /** The socket broke: reset by the peer, or an error of the system. */
        CONNECTION_BROKEN,
        /** A defect of this program. */
        INTERNAL
    }
}
