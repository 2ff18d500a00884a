package dev.echobus.common;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Why no connection could be opened. What to do about it differs, so they keep apart wherever one is opened. */
public enum ConnectFailure {
    /** Nobody listens there. */
    REFUSED,
    /** Nobody answered in time: a firewall, a wrong address, or a machine that is down. */
    TIMED_OUT,
    /** Somebody answered and broke it off. */
    RESET,
    /** The name has no address. */
    UNRESOLVED,
    /** There is no way to the network or the host. */
    UNREACHABLE,
    /** Something of the own system, such as no free port or descriptor. */
    OTHER;

    /** Which of them a failure to connect is. */
    public static ConnectFailure of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !isUnresolved(cause)) {
            cause = cause.getCause();
        }
        if (isUnresolved(cause)) {
            return UNRESOLVED;
        }
        // The library's own time-out is a ConnectException as the others are; only its message tells.
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof SocketTimeoutException || message.contains("timed out")) {
            return TIMED_OUT;
        }
        if (message.contains("refused")) {
            return REFUSED;
        }
        if (message.contains("reset")) {
            return RESET;
        }
        return message.contains("unreachable") || message.contains("no route to host") ? UNREACHABLE : OTHER;
    }

    private static boolean isUnresolved(Throwable failure) {
        return failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException;
    }

    /** A failure to connect in one line. */
    public static String describe(Throwable failure) {
        return switch (of(failure)) {
            case REFUSED -> "Connection refused";
            case TIMED_OUT -> "Connecting timed out";
            case RESET -> "Connection reset";
            case UNRESOLVED -> "No address found for this name";
            case UNREACHABLE, OTHER -> Causes.describe(failure);
        };
    }
}
