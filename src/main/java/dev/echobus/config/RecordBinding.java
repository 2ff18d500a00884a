package dev.echobus.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds records from values by path, and takes them apart again. By reflection, once a load. */
final class RecordBinding {

    private RecordBinding() {}

    /** True for a component that holds settings, and is none itself although it may be a record. */
    static boolean isSection(RecordComponent component) {
        return component.getType().isRecord() && !component.isAnnotationPresent(Setting.class);
    }

    /** What the paths of the settings in a section start with. */
    static String prefix(RecordComponent section, String around) {
        return section.isAnnotationPresent(Inline.class) ? around : around + section.getName() + ".";
    }

    /** The record that each name of a {@link NamedSections} component maps to. */
    static Class<? extends Record> sectionType(RecordComponent family) {
        return typeArgument(family, 1).asSubclass(Record.class);
    }

    /** What the list or map of a component holds. */
    static Class<?> typeArgument(RecordComponent component, int index) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[index];
    }

    /** The record of the values whose paths start with the prefix. */
    static <R> R construct(Class<R> type, String prefix, Map<String, Object> values) {
        var components = type.getRecordComponents();
        var arguments = Arrays.stream(components)
                .map(component -> argument(component, prefix, values))
                .toArray();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getSimpleName() + " cannot be built from its components", e);
        }
    }

    private static Object argument(RecordComponent component, String prefix, Map<String, Object> values) {
        if (isSection(component)) {
            return construct(component.getType(), prefix(component, prefix), values);
        }
        if (component.isAnnotationPresent(NamedSections.class)) {
            return constructAll(component, prefix + component.getName() + ".", values);
        }
        var path = prefix + component.getName();
        var value = values.get(path);
        if (value == null) {
            throw new IllegalArgumentException(path + ": no value");
        }
        return value;
    }

    private static Map<String, Object> constructAll(RecordComponent family, String prefix, Map<String, Object> values) {
        var sections = new LinkedHashMap<String, Object>();
        for (var path : values.keySet()) {
            if (path.startsWith(prefix)) {
                var name = path.substring(prefix.length(), path.indexOf('.', prefix.length()));
                sections.computeIfAbsent(name, added -> construct(sectionType(family), prefix + added + ".", values));
            }
        }
        return sections;
    }

    /** Puts the values of a record among others, by path. */
    static void collect(Object record, String prefix, Map<String, Object> values) {
        for (var component : record.getClass().getRecordComponents()) {
            var value = value(component, record);
            if (isSection(component)) {
                collect(value, prefix(component, prefix), values);
            } else if (value instanceof Map<?, ?> sections && component.isAnnotationPresent(NamedSections.class)) {
                sections.forEach(
                        (name, section) -> collect(section, prefix + component.getName() + "." + name + ".", values));
            } else {
                values.put(prefix + component.getName(), value);
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
