package dev.echobus.bus.link;

/** Something on the bus was refused, or there is no way to it any more. Its message is for people. */
public final class LinkException extends Exception {

    private static final long serialVersionUID = 1L;

    public LinkException(String message) {
        super(message);
    }

    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
