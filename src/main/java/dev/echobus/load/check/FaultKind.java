package dev.echobus.load.check;

import java.util.Locale;

/** What can be wrong with what comes back. */
public enum FaultKind {
    /** Bytes or whole messages that never came back. */
    LOSS,
    /** Bytes that came back with another value. */
    CORRUPTION,
    /** A message whose frame ended early; one whose connection was closed in the middle of it is unanswered instead. */
    TRUNCATION,
    /** A message, or a part of one, that came after a later one. */
    REORDERING,
    /** Bytes that came back more than once: repeated at once, or replayed long after. */
    DUPLICATION,
    /** Bytes that were sent on another connection. */
    FOREIGN,
    /** A stamp that was asked for and is missing, cut short, or tells what cannot be. */
    STAMP;

    /** As it is written in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
