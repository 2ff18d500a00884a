package dev.echobus.config;

import java.util.stream.Collectors;

/** The README's table of settings, in Markdown, made from the records so that it cannot drift from them. */
public final class SettingsTable {

    private SettingsTable() {}

    /** The table of Echobus' settings; ends in a line feed. */
    public static String markdown() {
        return markdown(SettingsModel.ECHOBUS);
    }

    static String markdown(SettingsModel<?> model) {
        var rows = model.settings().stream()
                .map(setting -> row(setting, setting.show(setting.defaultValue())))
                .collect(Collectors.joining());
        var named = model.families().stream()
                .flatMap(family ->
                        family.settingsOf("<name>").stream().map(setting -> row(setting, defaultOf(setting, family))))
                .collect(Collectors.joining());
        return """
                | Setting | Default | Takes | Reload | Environment variable | What it does |
                |---|---|---|---|---|---|
                """ + rows + named;
    }

    private static String defaultOf(SettingDefinition setting, SectionFamily family) {
        if (!setting.hasDefault()) {
            return Setting.NO_DEFAULT;
        }
        return family.hasOwnDefaults() ? setting.show(setting.defaultValue()) : family.defaultsFrom(setting);
    }

    private static String row(SettingDefinition setting, String byDefault) {
        return "| `%s` | `%s` | %s | %s | `%s` | %s |\n"
                .formatted(
                        setting.path(),
                        cell(byDefault),
                        cell(setting.type().expected()),
                        setting.facts().reloadable() ? "yes" : "",
                        setting.variable(),
                        cell(setting.facts().doc()).replace("<", "&lt;"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
