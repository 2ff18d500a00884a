package dev.echobus.metric;

import java.util.Locale;

/** What is counted. */
public enum Unit {
    BYTES,
    CONNECTIONS,
    DESCRIPTORS,
    FAILURES,
    FRAMES,
    LOOPS,
    MESSAGES,
    NODES,
    PAUSES,
    REGISTRATIONS,
    RELOADS,
    REQUESTS,
    RUNS,
    SECONDS,
    SERVERS,
    SESSIONS,
    SPANS,
    THREADS;

    /** Whether a scraper expects it at the end of a number's name. */
    boolean isSuffix() {
        return this == BYTES || this == SECONDS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
