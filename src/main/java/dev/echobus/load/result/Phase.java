package dev.echobus.load.result;

import java.util.Locale;

/** The parts of a run, one after the other. */
public enum Phase {
    /** Messages are sent, and not measured. */
    WARM_UP,
    MEASURED,
    /** Nothing more is sent; what is in flight may come back. */
    DRAIN;

    /** As it is written in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
