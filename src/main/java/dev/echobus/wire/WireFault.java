package dev.echobus.wire;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;

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
        /** There was no memory for a buffer. */
        OUT_OF_MEMORY,
        /** A defect of this program. */
        INTERNAL
    }

    /** What an exception tells of the connection; {@link Kind#INTERNAL} when it tells nothing of it. */
    static WireFault of(Throwable cause, int messageMaxBytes) {
        if (cause instanceof IOException) {
            // Netty names the system call first; people want what the system said of it.
            return new WireFault(Kind.CONNECTION_BROKEN, describe(cause).replaceFirst("^.*: ", ""));
        }
        if (cause instanceof OutOfMemoryError) {
            return new WireFault(Kind.OUT_OF_MEMORY, describe(cause));
        }
        if (cause instanceof TooLongFrameException) {
            return new WireFault(Kind.MESSAGE_TOO_LARGE, "message over " + messageMaxBytes + " bytes");
        }
        Kind kind = cause instanceof CorruptedFrameException ? Kind.MESSAGE_TRUNCATED : Kind.INTERNAL;
        return new WireFault(kind, describe(cause));
    }

    /** True when the socket is closed with it, whatever the listener wants. */
    boolean breaksConnection() {
        return kind == Kind.CONNECTION_BROKEN || kind == Kind.OUT_OF_MEMORY;
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
