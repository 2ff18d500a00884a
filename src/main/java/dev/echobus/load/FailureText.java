package dev.echobus.load;

/** Why something failed, in the system's own words. */
final class FailureText {

    /** Netty names the system call and its number first. */
    private static final String SYSTEM_CALL = "^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ";

    private FailureText() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.replaceFirst(SYSTEM_CALL, "");
    }
}
