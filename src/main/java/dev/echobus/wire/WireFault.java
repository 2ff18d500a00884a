package dev.echobus.wire;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;

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

    /** What a handler's exception tells of the peer's input; {@link Kind#INTERNAL} when it tells nothing of it. */
    static WireFault of(Throwable cause, int messageMaxBytes) {
        if (cause instanceof TooLongFrameException) {
            return new WireFault(Kind.MESSAGE_TOO_LARGE, "message over " + messageMaxBytes + " bytes");
        }
        Kind kind = cause instanceof CorruptedFrameException ? Kind.MESSAGE_TRUNCATED : Kind.INTERNAL;
        return new WireFault(kind, describe(cause));
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
