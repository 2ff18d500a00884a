package dev.echobus.cluster.mesh;

import java.util.Locale;

/** What a message of the probe travels by. */
public enum Medium {
    /** A connection to a listener of the other node. */
    TCP,
    /** A request on the event bus, to an address that the other node alone consumes. */
    BUS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for another word */
    static Medium of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
