package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reload puts in force, setting by setting: those that are reloadable, and nothing else. */
class LiveConfigTest {

    private static final SettingsModel<EchobusConfig> MODEL = SettingsModel.ECHOBUS;

    static Stream<String> everySetting() {
        return MODEL.paths().stream();
    }

    @ParameterizedTest
    @MethodSource("everySetting")
    void aReloadChangesASettingOnlyWhenItIsReloadable(String path) {
        var setting = Objects.requireNonNull(MODEL.setting(path));
        var next = MODEL.defaults();
        next.put(path, OtherValue.of(setting));
        var expected = setting.facts().reloadable() ? next : MODEL.defaults();
        var live = new LiveConfig(EchobusConfig.defaults());

        var changes = live.reload(MODEL.bind(next));

        assertThat(valuesOf(live)).isEqualTo(expected);
        assertThat(changes)
                .containsExactly(new SettingChange(
                        path,
                        setting.facts().reloadable(),
                        setting.show(setting.defaultValue()),
                        setting.show(OtherValue.of(setting))));
    }

    @Test
    void ofAReloadThatChangesAllTheReloadableSettingsAreAppliedTogether() {
        var next = MODEL.defaults();
        MODEL.settings().forEach(setting -> next.put(setting.path(), OtherValue.of(setting)));
        var live = new LiveConfig(EchobusConfig.defaults());

        live.reload(MODEL.bind(next));

        var inForce = valuesOf(live);
        for (var setting : MODEL.settings()) {
            assertThat(inForce.get(setting.path()))
                    .as(setting.path())
                    .isEqualTo(setting.facts().reloadable() ? next.get(setting.path()) : setting.defaultValue());
        }
        assertThat(live.limits()).isEqualTo(live.snapshot().server().limits());
        assertThat(live.client()).isEqualTo(live.snapshot().clientInForce());
    }

    /** The client of the node's own server takes its framing from there, and must not take it from the next one. */
    @Test
    void aReloadWaitsForAChangeThatFollowsFromWhatIsInForce() throws Exception {
        var live = new LiveConfig(EchobusConfig.defaults());
        var reloading = new Thread(() -> live.reload(TestConfigs.of("server.idleTimeoutMs=2000")));

        live.exclusively(() -> {
            reloading.start();
            while (reloading.getState() != Thread.State.BLOCKED) {
                assertThat(reloading.getState()).isNotEqualTo(Thread.State.TERMINATED);
                Thread.onSpinWait();
            }
            return live.reload(TestConfigs.of("server.idleTimeoutMs=1000"));
        });
        reloading.join();

        assertThat(valuesOf(live)).containsEntry("server.idleTimeoutMs", 2000);
        assertThat(live.reloads()).isEqualTo(2);
    }

    @Test
    void theOwnClientKeepsTheFramingOfTheServerThatRuns() {
        var live = new LiveConfig(TestConfigs.of("server.framing=line"));

        live.reload(TestConfigs.of("server.framing=length", "server.messageMaxBytes=100"));

        assertThat(live.client().framing()).isEqualTo(FramingKind.LINE);
        assertThat(live.client().messageMaxBytes()).isEqualTo(100);
    }

    @Test
    void whatNeedsARestartIsToldAtEachReloadUntilThen() {
        var live = new LiveConfig(TestConfigs.of());
        var next = TestConfigs.of("server.port=80");

        assertThat(live.reload(next)).isNotEmpty().isEqualTo(live.reload(next));
        assertThat(live.reload(TestConfigs.of())).isEmpty();
    }

    private static Map<String, Object> valuesOf(LiveConfig live) {
        return MODEL.values(live.snapshot());
    }
}
