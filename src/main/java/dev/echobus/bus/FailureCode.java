package dev.echobus.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a request on the bus failed. The number travels as the reply's failure code, the name begins its message. Numbers
 * are part of the contract: they are never reused.
 */
public enum FailureCode {
    /** No connection to the server, or to a member of the cluster, could be had; it was not sent, or not whole. */
    NOT_CONNECTED(1),
    /** The server did not answer within the deadline. */
    TIMED_OUT(2),
    /** The connection broke with the request in flight: the server may or may not have seen it. */
    UNKNOWN_OUTCOME(3),
    /** The message exceeds the configured maximum; nothing was sent. */
    MESSAGE_TOO_LARGE(4),
    /** Too much is waiting already; nothing was sent. */
    OVERLOADED(5),
    /** The node is stopping and takes no more; nothing was sent. */
    DRAINING(6),
    /** The body or a header is not of the contract's form, or cannot be carried in the framing; nothing was sent. */
    INVALID_MESSAGE(7);

    private final int number;

    FailureCode(int number) {
        this.number = number;
    }

    /** The reply's failure code. */
    public int number() {
        return number;
    }

    /** The code with this number, or empty for a number that is not ours. */
    public static Optional<FailureCode> of(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
    }

    /**
     * The code that a receiver failed with, or empty when the failure is not of the contract: a consumer of another
     * program may use the same number for something else, and then its message does not begin with the name.
     */
    static Optional<FailureCode> of(ReplyException failure) {
        return of(failure.failureCode())
                .filter(code -> String.valueOf(failure.getMessage()).startsWith(code.name() + ": "));
    }

    /** The failure to reply with; its message is the code's name and what was found. */
    public ReplyException with(String detail) {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, number, name() + ": " + detail);
    }

    /** A failed request's name, code and detail for people: of one of ours, or one of the event bus's own. */
    public static String describe(ReplyException failure) {
        return nameOf(failure) + " (" + failure.failureCode() + "): " + detailOf(failure);
    }

    /** The name of a failed request's code: one of ours, or one of the event bus's own. */
    public static String nameOf(ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS, TIMEOUT, ERROR -> failure.failureType().name();
            case RECIPIENT_FAILURE -> of(failure.failureCode()).map(Enum::name).orElse("FAILED");
        };
    }

    /** What was found, for people, without the name of the code. */
    public static String detailOf(ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS -> "nobody consumes this address";
            case TIMEOUT -> "no reply";
            case ERROR -> String.valueOf(failure.getMessage());
            case RECIPIENT_FAILURE -> withoutName(failure);
        };
    }

    private static String withoutName(ReplyException failure) {
        String message = String.valueOf(failure.getMessage());
        return Arrays.stream(values())
                .map(code -> code.name() + ": ")
                .filter(message::startsWith)
                .findFirst()
                .map(prefix -> message.substring(prefix.length()))
                .orElse(message);
    }
}
