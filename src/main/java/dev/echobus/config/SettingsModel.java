package dev.echobus.config;

import dev.echobus.common.Endpoint;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the components of a configuration record say: a record is a section, a map with {@link NamedSections} one for each
 * of its names, anything with {@link Setting} a setting. Read once by reflection; immutable, so any thread may use it.
 */
public final class SettingsModel<T extends Record> {

    public static final SettingsModel<EchobusConfig> ECHOBUS = new SettingsModel<>(EchobusConfig.class);

    private final Class<T> type;
    private final Map<String, SettingDefinition> settings = new LinkedHashMap<>();
    private final Map<String, SettingDefinition> variables = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();
    private final Map<String, SectionFamily> families = new LinkedHashMap<>();

    public SettingsModel(Class<T> type) {
        this.type = type;
        collect(type, "");
    }

    /** Every setting, in the order of the records. */
    public Collection<SettingDefinition> settings() {
        return Collections.unmodifiableCollection(settings.values());
    }

    @Nullable
    public SettingDefinition setting(String path) {
        var setting = settings.get(path);
        return setting != null ? setting : inFamilies(family -> family.setting(path));
    }

    @Nullable
    public SettingDefinition settingOfVariable(String variable) {
        var setting = variables.get(variable);
        return setting != null ? setting : inFamilies(family -> family.settingOfVariable(variable));
    }

    public boolean isSection(String path) {
        return sections.contains(path) || families.values().stream().anyMatch(family -> family.isSection(path));
    }

    public Set<String> sections() {
        return Collections.unmodifiableSet(sections);
    }

    /** The sections that have names of the sources' choice. */
    public Collection<SectionFamily> families() {
        return Collections.unmodifiableCollection(families.values());
    }

    /** The family of a setting or section; empty for those that every configuration has. */
    public Optional<SectionFamily> familyOf(String path) {
        return families.values().stream()
                .filter(family -> family.nameIn(path).isPresent())
                .findFirst();
    }

    /** Every setting that every configuration has, and those of named sections at these paths. */
    public List<SettingDefinition> settingsWith(Collection<String> paths) {
        var all = new ArrayList<>(settings.values());
        for (var family : families.values()) {
            paths.stream()
                    .flatMap(path -> family.nameIn(path).stream())
                    .distinct()
                    .flatMap(name -> family.settingsOf(name).stream())
                    .filter(setting -> paths.contains(setting.path()))
                    .forEach(all::add);
        }
        return all;
    }

    public Set<String> paths() {
        return Collections.unmodifiableSet(settings.keySet());
    }

    public Set<String> variables() {
        return Collections.unmodifiableSet(variables.keySet());
    }

    /** The built-in values by path. */
    public Map<String, Object> defaults() {
        var values = new LinkedHashMap<String, Object>();
        settings.forEach((path, setting) -> values.put(path, setting.defaultValue()));
        return values;
    }

    /** Builds the record from one value a path; every path must be there. */
    public T bind(Map<String, Object> values) {
        return RecordBinding.construct(type, "", values);
    }

    /** The record's values by path, in the order of the records. */
    public Map<String, Object> values(T config) {
        var values = new LinkedHashMap<String, Object>();
        RecordBinding.collect(config, "", values);
        return values;
    }

    /** The record in force with the reloadable settings of the next one; named sections neither come nor go. */
    public T withReloadable(T inForce, T next) {
        var merged = values(inForce);
        var newer = values(next);
        for (var setting : settingsWith(merged.keySet())) {
            var value = newer.get(setting.path());
            if (setting.facts().reloadable() && value != null) {
                merged.put(setting.path(), value);
            }
        }
        return bind(merged);
    }

    private void collect(Class<?> record, String prefix) {
        for (var component : record.getRecordComponents()) {
            var path = prefix + component.getName();
            if (component.isAnnotationPresent(NamedSections.class)) {
                families.put(path, family(path, component));
                sections.add(path);
            } else if (RecordBinding.isSection(component)) {
                var inside = RecordBinding.prefix(component, prefix);
                if (!inside.equals(prefix)) {
                    sections.add(path);
                }
                collect(component.getType(), inside);
            } else {
                add(definition(path, component));
            }
        }
    }

    private void add(SettingDefinition setting) {
        settings.put(setting.path(), setting);
        if (variables.put(setting.variable(), setting) != null) {
            throw new IllegalStateException(setting.variable() + ": two settings share this variable");
        }
    }

    /** What each section of the family has, its keys as paths. */
    private static SectionFamily family(String path, RecordComponent component) {
        var one = new SettingsModel<>(RecordBinding.sectionType(component));
        return new SectionFamily(path, component.getAnnotation(NamedSections.class), one.settings());
    }

    private @Nullable SettingDefinition inFamilies(Function<SectionFamily, @Nullable SettingDefinition> lookup) {
        for (var family : families.values()) {
            var setting = lookup.apply(family);
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    private static SettingDefinition definition(String path, RecordComponent component) {
        var facts = component.getAnnotation(Setting.class);
        if (facts == null) {
            throw new IllegalStateException(path + ": neither a section nor annotated with @Setting");
        }
        var definition = new SettingDefinition(path, valueType(path, component, facts), facts);
        if (definition.hasDefault()) {
            definition.defaultValue();
        }
        return definition;
    }

    private static ValueType valueType(String path, RecordComponent component, Setting facts) {
        var type = component.getType();
        if (type == int.class || type == long.class) {
            return new ValueType.WholeNumber(facts.min(), facts.max(), type == long.class);
        }
        if (type == boolean.class) {
            return new ValueType.Truth();
        }
        if (type == String.class) {
            return new ValueType.Text(facts.min(), facts.max());
        }
        if (type.isEnum()) {
            return new ValueType.Choice(type);
        }
        if (type == Endpoint.class) {
            return new ValueType.Formatted(TextForm.LISTENING_ENDPOINT);
        }
        if (type == Secret.class) {
            return new ValueType.Formatted(TextForm.SECRET);
        }
        if (type == CollectorUrl.class) {
            return new ValueType.Formatted(TextForm.COLLECTOR);
        }
        if (type == JsonObject.class) {
            return new ValueType.Structure();
        }
        if (type == List.class) {
            var item = RecordBinding.typeArgument(component, 0);
            return new ValueType.ListOf(formOfItem(item));
        }
        throw new IllegalStateException(path + ": no way to read a " + type.getSimpleName());
    }

    private static TextForm formOfItem(Class<?> item) {
        if (item == Network.class) {
            return TextForm.NETWORK;
        }
        if (item == WebOrigin.class) {
            return TextForm.WEB_ORIGIN;
        }
        return item == MemberAddress.class ? TextForm.MEMBER : TextForm.REMOTE_ENDPOINT;
    }
}
