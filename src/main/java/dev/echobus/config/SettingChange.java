package dev.echobus.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A setting that differs between two configurations, for a reload to apply or to refuse.
 *
 * @param path {@code server.idleTimeoutMs}
 * @param isReloadable true when it takes effect without a restart
 * @param older its value before, masked when secret
 * @param newer its value now, masked when secret
 */
public record SettingChange(String path, boolean isReloadable, String older, String newer) {

    /** Stands for the value of a setting whose section is not there. */
    private static final String NONE = "nothing";

    /** Every setting whose values differ, in the order of the records. */
    public static List<SettingChange> between(EchobusConfig older, EchobusConfig newer) {
        return between(SettingsModel.ECHOBUS, older, newer);
    }

    /** The same for any records of settings. */
    public static <T extends Record> List<SettingChange> between(SettingsModel<T> model, T older, T newer) {
        var before = model.values(older);
        var after = model.values(newer);
        var paths = new LinkedHashSet<>(before.keySet());
        paths.addAll(after.keySet());
        return model.settingsWith(paths).stream()
                .filter(setting -> !Objects.equals(before.get(setting.path()), after.get(setting.path())))
                .map(setting -> of(setting, before, after))
                .toList();
    }

    private static SettingChange of(SettingDefinition setting, Map<String, Object> before, Map<String, Object> after) {
        return new SettingChange(
                setting.path(), setting.facts().reloadable(), shown(setting, before), shown(setting, after));
    }

    private static String shown(SettingDefinition setting, Map<String, Object> values) {
        var value = values.get(setting.path());
        return value == null ? NONE : setting.show(value);
    }
}
