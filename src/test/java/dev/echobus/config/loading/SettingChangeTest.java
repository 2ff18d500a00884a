package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.SettingChange;
import dev.echobus.config.TestConfigs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingChangeTest {

    @Test
    void aReloadListsWhatChangedAndWhatNeedsARestart(@TempDir Path directory) {
        try (var sources = new LoaderFixture(directory)) {
            var older = sources.loaded();
            var newer = sources.set("server.port=80").set("log.level=debug").loaded();

            assertThat(SettingChange.between(older, newer))
                    .containsExactly(
                            new SettingChange("server.port", false, "9999", "80"),
                            new SettingChange("log.level", true, "info", "debug"));
        }
    }

    @Test
    void equalConfigurationsHaveNoChanges() {
        assertThat(SettingChange.between(TestConfigs.of("server.port=80"), TestConfigs.of("server.port=80")))
                .isEmpty();
    }
}
