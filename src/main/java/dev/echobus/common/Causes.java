package dev.echobus.common;

/** Tells people why something failed, in one line. */
public final class Causes {

    private Causes() {}

    /** The innermost message of a failure, or its type when it has none. */
    public static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        // Netty names the system call and its number first; people want what the system said.
        return message.lines()
                .findFirst()
                .orElse(message)
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
    }
}
