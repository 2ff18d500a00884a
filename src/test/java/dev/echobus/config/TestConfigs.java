package dev.echobus.config;

import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.LoadedConfig;
import java.util.stream.Stream;

/** Configurations for the tests of other rooms, made without files or a Vertx. */
public final class TestConfigs {

    private TestConfigs() {}

    /** The defaults with some settings changed: {@code of("server.port=0", "server.framing=line")}; all checks apply. */
    public static EchobusConfig of(String... assignments) {
        var result = ConfigLoader.of(Stream.of(assignments).map(Assignment::set).toList());
        if (result instanceof LoadedConfig<EchobusConfig> loaded) {
            return loaded.config();
        }
        throw new IllegalArgumentException(result.toString());
    }
}
