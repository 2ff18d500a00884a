package dev.echobus.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sections of one kind that are named by whoever configures them, such as those of {@code listeners}: what settings each
 * has, whatever its name. Immutable.
 */
public final class SectionFamily {

    /** Letters and digits of one case, so that the name of an environment variable tells where it begins and ends. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,31}");

    public static final String NAME_EXPECTED =
            "a name of 1 to 32 lower-case letters and digits that starts with a letter";

    private final String path;
    private final NamedSections facts;
    private final Map<String, SettingDefinition> byKey = new LinkedHashMap<>();

    /** @param settings those of one section, their keys as paths */
    public SectionFamily(String path, NamedSections facts, Collection<SettingDefinition> settings) {
        this.path = path;
        this.facts = facts;
        settings.forEach(setting -> byKey.put(setting.path(), setting));
    }

    public String path() {
        return path;
    }

    public int max() {
        return facts.max();
    }

    /** The name in the path of a section or setting of this family, allowed or not; empty for other paths. */
    public Optional<String> nameIn(String candidate) {
        if (!candidate.startsWith(path + ".")) {
            return Optional.empty();
        }
        String rest = candidate.substring(path.length() + 1);
        int end = rest.indexOf('.');
        return Optional.of(end < 0 ? rest : rest.substring(0, end));
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    public boolean isSection(String candidate) {
        return nameIn(candidate)
                .filter(SectionFamily::isName)
                .filter(name -> candidate.equals(path + "." + name))
                .isPresent();
    }

    @Nullable
    public SettingDefinition setting(String candidate) {
        String name = nameIn(candidate).filter(SectionFamily::isName).orElse(null);
        String prefix = path + "." + name + ".";
        var setting =
                name == null || !candidate.startsWith(prefix) ? null : byKey.get(candidate.substring(prefix.length()));
        return setting == null ? null : named(setting, prefix);
    }

    @Nullable
    public SettingDefinition settingOfVariable(String variable) {
        return nameInVariable(variable).stream()
                .flatMap(name -> settingsOf(name).stream())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst()
                .orElse(null);
    }

    /** The name in a variable that could be of this family. */
    public Optional<String> nameInVariable(String variable) {
        String prefix =
                SettingDefinition.VARIABLE_PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT) + "_";
        if (!variable.startsWith(prefix)) {
            return Optional.empty();
        }
        String rest = variable.substring(prefix.length());
        int end = rest.indexOf('_');
        return Optional.of((end < 0 ? rest : rest.substring(0, end)).toLowerCase(Locale.ROOT))
                .filter(SectionFamily::isName);
    }

    /** All settings of the section of a name. */
    public List<SettingDefinition> settingsOf(String name) {
        return byKey.values().stream()
                .map(setting -> named(setting, path + "." + name + "."))
                .toList();
    }

    /** The paths that one of as many parts may mean, its name taken as it is. */
    public List<String> pathsLike(String candidate) {
        var parts = candidate.split("\\.", -1);
        int nameIndex = path.split("\\.", -1).length;
        return parts.length == nameIndex + 2 && isName(parts[nameIndex])
                ? settingsOf(parts[nameIndex]).stream()
                        .map(SettingDefinition::path)
                        .toList()
                : List.of();
    }

    /** True where a setting that is not given has its own default, and not that of another section. */
    public boolean hasOwnDefaults() {
        return facts.defaultsFrom().isEmpty();
    }

    /** The path of the setting whose value holds where this one is not given; it may not exist. */
    public String defaultsFrom(SettingDefinition setting) {
        return facts.defaultsFrom() + setting.path().substring(setting.path().lastIndexOf('.'));
    }

    private static SettingDefinition named(SettingDefinition setting, String prefix) {
        return new SettingDefinition(prefix + setting.path(), setting.type(), setting.facts());
    }
}
