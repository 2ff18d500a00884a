package dev.echobus.config;

import java.util.function.Function;

/** What came of reading one setting's value: the typed value, or the words that show what was found instead. */
public sealed interface Reading {

    /** A value of the setting's type, within its bounds. */
    record Accepted(Object value) implements Reading {}

    /**
     * Anything else.
     *
     * @param expected what the setting takes
     * @param found what stood there, escaped and cut
     */
    record Refused(String expected, String found) implements Reading {}

    /** Calls the one of the two that fits. */
    default <R> R match(Function<Accepted, R> accepted, Function<Refused, R> refused) {
        return this instanceof Accepted value ? accepted.apply(value) : refused.apply((Refused) this);
    }
}
