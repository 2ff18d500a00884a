package dev.echobus.dialogue;

import dev.echobus.common.ConnectFailure;

/**
 * Why an echo did not come, or not as it should.
 *
 * @param kind by which it is told apart from others
 * @param detail the same for people, with what was found
 */
public record EchoFailure(Kind kind, String detail) {

    /** Sorts of failures; a failure to connect has the name that {@link ConnectFailure} gives it. */
    public enum Kind {
        REFUSED,
        TIMED_OUT,
        RESET,
        UNRESOLVED,
        UNREACHABLE,
        OTHER,
        /** It accepts connections and closes them before anything is sent. */
        FULL,
        /** It took the message, and did not answer in time. */
        NO_REPLY,
        /** It closed the connection instead of answering whole. */
        CLOSED,
        /** It answered what was not sent. */
        WRONG_BYTES,
        /** The time for the whole series was over. */
        OUT_OF_TIME
    }

    static EchoFailure toConnect(Throwable failure) {
        Kind kind = switch (ConnectFailure.of(failure)) {
            case REFUSED -> Kind.REFUSED;
            case TIMED_OUT -> Kind.TIMED_OUT;
            case RESET -> Kind.RESET;
            case UNRESOLVED -> Kind.UNRESOLVED;
            case UNREACHABLE -> Kind.UNREACHABLE;
            case OTHER -> Kind.OTHER;
        };
        return new EchoFailure(kind, ConnectFailure.describe(failure));
    }
}
