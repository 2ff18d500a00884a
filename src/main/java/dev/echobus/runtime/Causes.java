package dev.echobus.runtime;

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
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
