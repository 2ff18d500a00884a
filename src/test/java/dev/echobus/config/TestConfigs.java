package dev.echobus.config;

import java.util.List;

/** Configurations for the tests of other rooms, made without files or a Vertx. */
public final class TestConfigs {

    private TestConfigs() {}

    /** The defaults with some settings changed: {@code of("server.port=0", "server.framing=line")}; all checks apply. */
    public static EchobusConfig of(String... assignments) {
        var overlay = new Overlay<>(SettingsModel.ECHOBUS);
        List.of(assignments).forEach(text -> overlay.assignment(Assignment.set(text)));
        if (ConfigLoader.result(overlay, new EchobusChecks()) instanceof LoadedConfig<EchobusConfig> loaded) {
            return loaded.config();
        }
        throw new IllegalArgumentException(overlay.problems().toString());
    }
}
