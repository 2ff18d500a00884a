package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.config.NamedSections;
import dev.echobus.config.Setting;
import dev.echobus.config.SettingChange;
import dev.echobus.config.SettingsModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the binder makes of records that Echobus does not have: secrets, longs, deeper sections, mistakes. */
public class SettingsModelTest {

    public record Keys(
            @Setting(doc = "Opens the store", byDefault = "changeit", min = 8, max = 16, secret = true)
            String password,

            @Setting(doc = "Digits that open the store", byDefault = "1234", max = 9999, secret = true)
            int pin) {}

    public record Store(
            Keys keys,

            @Setting(doc = "Greatest size", byDefault = "5000000000", max = Long.MAX_VALUE, reloadable = true)
            long maxBytes) {}

    public record Root(Store store) {}

    public record Bare(int port) {}

    public record BadDefault(
            @Setting(doc = "A port", byDefault = "70000", max = 65_535)
            int port) {}

    public record NoType(
            @Setting(doc = "A share", byDefault = "0.5") double share) {}

    public record Shelf(
            @Setting(doc = "How high it is", byDefault = "1", max = 99, reloadable = true)
            int height,

            @Setting(doc = "How wide it is", byDefault = "2", max = 99)
            int width) {}

    public record House(
            Shelf base,

            @NamedSections(defaultsFrom = "base", max = 4) Map<String, Shelf> shelves) {}

    public record Clash(
            @Setting(doc = "One", byDefault = "1") int aB, Inner a) {}

    public record Inner(
            @Setting(doc = "Two", byDefault = "2") int b) {}

    @Test
    void secretsAreMaskedInTheTable(@TempDir Path directory) {
        try (var sources = new LoaderFixture(directory).set("store.keys.password=correct horse")) {
            var loaded = (LoadedConfig<Root>) sources.load(Root.class);

            assertThat(loaded.config().store().keys().password()).isEqualTo("correct horse");
            assertThat(loaded.table())
                    .containsExactly(
                            new EffectiveSetting("store.keys.password", "********", "--set"),
                            new EffectiveSetting("store.keys.pin", "********", "default"),
                            new EffectiveSetting("store.maxBytes", "5000000000", "default"));
        }
    }

    @Test
    void secretsAreMaskedInProblems(@TempDir Path directory) {
        try (var sources = new LoaderFixture(directory)) {
            sources.config("a.json", "{\"store\": {\"keys\": {\"password\": \"hunter2\", \"pin\": \"4321\"}}}");
            sources.variable("ECHOBUS_STORE_KEYS_PASSWORD", "much too long to be a password");

            assertThat(LoaderFixture.problemsOf(sources.load(Root.class)))
                    .containsExactly(
                            "store.keys.password: expected text of 8 to 16 characters, found ******** (a.json)",
                            "store.keys.pin: expected 0..9999 without quotes, found ******** (a.json)",
                            "store.keys.password: expected text of 8 to 16 characters, found ********"
                                    + " (ECHOBUS_STORE_KEYS_PASSWORD)");
        }
    }

    @Test
    void secretsAreMaskedInChanges() {
        var model = new SettingsModel<>(Root.class);
        var older = new Root(new Store(new Keys("password", 1), 2));
        var newer = new Root(new Store(new Keys("passw0rd", 1), 3));

        assertThat(SettingChange.between(model, older, newer))
                .containsExactly(
                        new SettingChange("store.keys.password", false, "********", "********"),
                        new SettingChange("store.maxBytes", true, "2", "3"));
    }

    @Test
    void longsReachToTheirEnds(@TempDir Path directory) {
        try (var sources = new LoaderFixture(directory)) {
            sources.config("a.json", "{\"store\": {\"maxBytes\": 9223372036854775807}}");
            var loaded = (LoadedConfig<Root>) sources.load(Root.class);
            assertThat(loaded.config().store().maxBytes()).isEqualTo(Long.MAX_VALUE);

            sources.config("b.json", "{\"store\": {\"maxBytes\": 9223372036854775808}}");
            assertThat(LoaderFixture.problemsOf(sources.load(Root.class)))
                    .containsExactly(
                            "store.maxBytes: expected 0..9223372036854775807, found 9223372036854775808 (b.json)");
        }
    }

    @Test
    void ofNamedSectionsTooOnlyWhatIsReloadableIsReloaded() {
        var model = new SettingsModel<>(House.class);
        var inForce = new House(new Shelf(1, 2), Map.of("kept", new Shelf(3, 4), "removed", new Shelf(5, 6)));
        var next = new House(new Shelf(11, 12), Map.of("kept", new Shelf(13, 14), "added", new Shelf(17, 18)));

        assertThat(model.withReloadable(inForce, next))
                .isEqualTo(new House(new Shelf(11, 2), Map.of("kept", new Shelf(13, 4), "removed", new Shelf(5, 6))));
    }

    @Test
    void recordsThatCannotBeReadAreRefused() {
        assertThatThrownBy(() -> new SettingsModel<>(Bare.class)).hasMessageContaining("port: neither");
        assertThatThrownBy(() -> new SettingsModel<>(BadDefault.class))
                .hasMessage("port: the default must be 0..65535, not \"70000\"");
        assertThatThrownBy(() -> new SettingsModel<>(NoType.class)).hasMessage("share: no way to read a double");
        assertThatThrownBy(() -> new SettingsModel<>(Clash.class)).hasMessageStartingWith("ECHOBUS_A_B: two settings");
    }
}
