package dev.echobus.bus;

import io.vertx.core.eventbus.ReplyException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a request is repeated.
 *
 * @param attempts how often it is sent at most, 1 or more
 * @param attemptTimeoutMs how long an attempt may take before another follows, 1 or more. Short, where nodes come and go:
 *     a request to a node that fell silent does not fail before this is over. An attempt that none may follow has what is
 *     left of the deadline
 * @param deadlineMs how long all attempts and the waits between them may take, 1 or more
 * @param isIdempotent true when doing it twice does no harm, as with an echo; false limits repeats to requests of which
 *     it is known that nothing was done
 */
public record RetryPolicy(int attempts, int attemptTimeoutMs, int deadlineMs, boolean isIdempotent) {

    /** Within the deadline, whatever the attempts cost. */
    public static final int DEFAULT_ATTEMPTS = 10;

    /**
     * A tenth of the deadline: of three nodes one that is silent has its turn once in three attempts, and all of nine in
     * one of 20,000 requests.
     */
    public static final int DEFAULT_ATTEMPT_TIMEOUT_MS = 500;

    public static final int DEFAULT_DEADLINE_MS = 5_000;

    /** An audit takes two rounds of a second at the most, and the moment between them. */
    private static final int AUDIT_ATTEMPT_TIMEOUT_MS = 4_000;

    /** Longest wait after the first failed attempt. It doubles at each further one. */
    static final int WAIT_MS = 20;

    /** Longest wait before any attempt. */
    static final int WAIT_MAX_MS = 200;

    public RetryPolicy {
        requirePositive("attempts", attempts);
        requirePositive("attemptTimeoutMs", attemptTimeoutMs);
        requirePositive("deadlineMs", deadlineMs);
    }

    /** What a sender does that has no reason to do otherwise. */
    public static RetryPolicy ofDefaults(boolean isIdempotent) {
        return new RetryPolicy(DEFAULT_ATTEMPTS, DEFAULT_ATTEMPT_TIMEOUT_MS, DEFAULT_DEADLINE_MS, isIdempotent);
    }

    /** What goes to an address within a deadline, where nobody says more: an audit takes longer than other requests. */
    public static RetryPolicy forAddress(String address, int deadlineMs) {
        int attemptMs = address.equals(Addresses.SERVICE_AUDIT) ? AUDIT_ATTEMPT_TIMEOUT_MS : DEFAULT_ATTEMPT_TIMEOUT_MS;
        return new RetryPolicy(DEFAULT_ATTEMPTS, attemptMs, deadlineMs, Addresses.isIdempotent(address));
    }

    /** How long an attempt may take when so much is left until the deadline; it is the last when none may follow it. */
    int timeoutMs(int attempt, long leftMs) {
        boolean isLast = !isIdempotent || attempt == attempts;
        return (int) Math.max(1, isLast ? leftMs : Math.min(attemptTimeoutMs, leftMs));
    }

    /** A wait after so many failed attempts, anywhere up to its bound ("full jitter"): no two senders keep step. */
    static int waitMs(int attempts, RandomGenerator random) {
        return random.nextInt(Math.min(WAIT_MAX_MS, WAIT_MS << Math.min(attempts - 1, 10)) + 1);
    }

    /** Why a request that failed so must not be sent again, or empty when it may. */
    Optional<GaveUp> objectionAfter(ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS -> Optional.empty();
            case TIMEOUT -> unlessIdempotent();
            case ERROR -> Optional.of(GaveUp.FINAL);
            case RECIPIENT_FAILURE ->
                FailureCode.of(failure).map(this::objectionAfter).orElse(Optional.of(GaveUp.FINAL));
        };
    }

    private Optional<GaveUp> objectionAfter(FailureCode code) {
        return switch (code) {
            case NOT_CONNECTED, OVERLOADED, DRAINING -> Optional.empty();
            case TIMED_OUT, UNKNOWN_OUTCOME -> unlessIdempotent();
            case MESSAGE_TOO_LARGE, INVALID_MESSAGE -> Optional.of(GaveUp.FINAL);
        };
    }

    private Optional<GaveUp> unlessIdempotent() {
        return isIdempotent ? Optional.empty() : Optional.of(GaveUp.MAY_BE_SERVED);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected 1 or more, found " + value);
        }
    }
}
