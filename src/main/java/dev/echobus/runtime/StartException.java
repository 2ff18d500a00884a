package dev.echobus.runtime;

/** The node cannot start, for a reason outside this program. Its message is for people; no stack trace is of use. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message, null, false, false);
    }
}
