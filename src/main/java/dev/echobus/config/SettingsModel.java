package dev.echobus.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the components of a configuration record say: a record component is a section, any other one a setting. Read
 * once by reflection; immutable, so any thread may use it.
 */
final class SettingsModel<T extends Record> {

    static final SettingsModel<EchobusConfig> ECHOBUS = new SettingsModel<>(EchobusConfig.class);

    private final Class<T> type;
    private final Map<String, SettingDefinition> settings = new LinkedHashMap<>();
    private final Map<String, SettingDefinition> variables = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    SettingsModel(Class<T> type) {
        this.type = type;
        collect(type, "");
    }

    /** Every setting, in the order of the records. */
    Collection<SettingDefinition> settings() {
        return Collections.unmodifiableCollection(settings.values());
    }

    @Nullable
    SettingDefinition setting(String path) {
        return settings.get(path);
    }

    @Nullable
    SettingDefinition settingOfVariable(String variable) {
        return variables.get(variable);
    }

    boolean isSection(String path) {
        return sections.contains(path);
    }

    Set<String> sections() {
        return Collections.unmodifiableSet(sections);
    }

    Set<String> paths() {
        return Collections.unmodifiableSet(settings.keySet());
    }

    Set<String> variables() {
        return Collections.unmodifiableSet(variables.keySet());
    }

    /** The built-in values by path. */
    Map<String, Object> defaults() {
        var values = new LinkedHashMap<String, Object>();
        settings.forEach((path, setting) -> values.put(path, setting.defaultValue()));
        return values;
    }

    /** Builds the record from one value a path; every path must be there. */
    T bind(Map<String, Object> values) {
        return construct(type, "", values);
    }

    /** The record's values by path, in the order of the records. */
    Map<String, Object> values(T config) {
        var values = new LinkedHashMap<String, Object>();
        collectValues(config, "", values);
        return values;
    }

    /** The record in force with the reloadable settings of the next one. */
    T withReloadable(T inForce, T next) {
        var merged = values(inForce);
        var newer = values(next);
        settings.forEach((path, setting) -> {
            if (setting.facts().reloadable()) {
                merged.put(path, Objects.requireNonNull(newer.get(path)));
            }
        });
        return bind(merged);
    }

    private void collect(Class<?> record, String prefix) {
        for (var component : record.getRecordComponents()) {
            var path = prefix + component.getName();
            if (component.getType().isRecord()) {
                sections.add(path);
                collect(component.getType(), path + ".");
                continue;
            }
            var setting = definition(path, component);
            settings.put(path, setting);
            if (variables.put(setting.variable(), setting) != null) {
                throw new IllegalStateException(setting.variable() + ": two settings share this variable");
            }
        }
    }

    private static SettingDefinition definition(String path, RecordComponent component) {
        var facts = component.getAnnotation(Setting.class);
        if (facts == null) {
            throw new IllegalStateException(path + ": neither a section nor annotated with @Setting");
        }
        var definition = new SettingDefinition(path, valueType(path, component.getType(), facts), facts);
        definition.defaultValue();
        return definition;
    }

    private static ValueType valueType(String path, Class<?> type, Setting facts) {
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
        if (type == List.class) {
            return new ValueType.TextList(facts.max());
        }
        throw new IllegalStateException(path + ": no way to read a " + type.getSimpleName());
    }

    private static <R> R construct(Class<R> type, String prefix, Map<String, Object> values) {
        var components = type.getRecordComponents();
        var arguments = Arrays.stream(components)
                .map(component -> argument(component, prefix + component.getName(), values))
                .toArray();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getSimpleName() + " cannot be built from its components", e);
        }
    }

    private static Object argument(RecordComponent component, String path, Map<String, Object> values) {
        if (component.getType().isRecord()) {
            return construct(component.getType(), path + ".", values);
        }
        var value = values.get(path);
        if (value == null) {
            throw new IllegalArgumentException(path + ": no value");
        }
        return value;
    }

    private static void collectValues(Object record, String prefix, Map<String, Object> values) {
        for (var component : record.getClass().getRecordComponents()) {
            var path = prefix + component.getName();
            var value = value(component, record);
            if (component.getType().isRecord()) {
                collectValues(value, path + ".", values);
            } else {
                values.put(path, value);
            }
        }
    }

    private static Object value(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component.getName() + " cannot be read", e);
        }
    }
}
