package dev.echobus.cluster.port;

import java.io.IOException;

/** Who is at the other end of a member's connection does not belong: expected, so it has no stack trace. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason what it did, for people */
    RefusedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** What it did, for people. */
    public String reason() {
        return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
