package dev.echobus.config.loading;

import java.util.List;

/**
 * A configuration that passed every check.
 *
 * @param config the typed values
 * @param table every setting in the order of the records, with where its value came from and secrets masked
 */
public record LoadedConfig<T extends Record>(T config, List<EffectiveSetting> table) implements ConfigResult<T> {

    /** Keeps a copy. */
    public LoadedConfig {
        table = List.copyOf(table);
    }
}
