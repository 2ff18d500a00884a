package dev.echobus.config.loading;

import java.util.List;

/** A configuration that cannot be used, with every reason at once, in the order in which the sources are read. */
public record RejectedConfig<T extends Record>(List<Problem> problems) implements ConfigResult<T> {

    /** Keeps a copy. */
    public RejectedConfig {
        problems = List.copyOf(problems);
    }
}
