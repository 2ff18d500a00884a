package dev.echobus.bus;

import io.vertx.core.eventbus.ReplyException;

/**
 * How a request is repeated.
 *
 * @param attempts how often it is sent at most, 1 or more
 * @param attemptTimeoutMs how long one attempt may take, 1 or more. Short, where nodes come and go: a request to a node
 *     that is gone does not fail before this is over
 * @param deadlineMs how long all attempts and the waits between them may take, 1 or more
 * @param isIdempotent true when doing it twice does no harm, as with an echo; false limits repeats to requests of which
 *     it is known that nothing was done
 */
public record RetryPolicy(int attempts, int attemptTimeoutMs, int deadlineMs, boolean isIdempotent) {

    public RetryPolicy {
        requirePositive("attempts", attempts);
        requirePositive("attemptTimeoutMs", attemptTimeoutMs);
        requirePositive("deadlineMs", deadlineMs);
    }

    /** True when a request that failed so may be sent again. */
    boolean allowsAfter(ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS -> true;
            case TIMEOUT -> isIdempotent;
            case ERROR -> false;
            case RECIPIENT_FAILURE ->
                FailureCode.of(failure.failureCode()).map(this::allowsAfter).orElse(false);
        };
    }

    private boolean allowsAfter(FailureCode code) {
        return switch (code) {
            case NOT_CONNECTED, OVERLOADED, DRAINING -> true;
            case TIMED_OUT, UNKNOWN_OUTCOME -> isIdempotent;
            case MESSAGE_TOO_LARGE, INVALID_MESSAGE -> false;
        };
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected 1 or more, found " + value);
        }
    }
}
