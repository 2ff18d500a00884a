package dev.echobus.config.loading;

import dev.echobus.common.Texts;
import dev.echobus.config.Reading;
import dev.echobus.config.SectionFamily;
import dev.echobus.config.SettingDefinition;
import dev.echobus.config.SettingsModel;
import dev.echobus.config.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of one load while its sources are laid over each other, the later winning, and every problem met on the
 * way. Used by one load, on one thread.
 */
final class Overlay<T extends Record> {

    private static final String BUILT_IN = "default";

    private final SettingsModel<T> model;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<SectionFamily, Set<String>> names = new LinkedHashMap<>();

    /** Starts from the built-in defaults. */
    Overlay(SettingsModel<T> model) {
        this.model = model;
        model.settings().forEach(setting -> put(setting, setting.defaultValue(), BUILT_IN));
    }

    /** Starts from a configuration that is in force. */
    Overlay(SettingsModel<T> model, T config) {
        this.model = model;
        values.putAll(model.values(config));
    }

    void report(Problem problem) {
        problems.add(problem);
    }

    List<Problem> problems() {
        return problems;
    }

    /** Lays a file's tree over what is there. */
    void file(Map<?, ?> tree, String file) {
        section(tree, "", file);
    }

    /** Lays one command-line value over what is there. */
    void assignment(Assignment assignment) {
        var equals = assignment.text().indexOf('=');
        if (equals < 0) {
            report(new Problem(
                    assignment.source(), "expected path=value, found " + Texts.quoted(assignment.text()), ""));
            return;
        }
        var path = assignment.text().substring(0, equals);
        var setting = model.setting(path);
        if (setting == null) {
            report(unknown(path, assignment.source()));
            return;
        }
        accept(setting, setting.type().fromText(assignment.text().substring(equals + 1)), assignment.source());
    }

    /** Lays one reading over what is there, or reports why it was refused. */
    void accept(SettingDefinition setting, Reading reading, String source) {
        if (!isNamed(setting.path(), source)) {
            return;
        }
        if (reading instanceof Reading.Accepted accepted) {
            put(setting, accepted.value(), source);
        } else {
            refuse(setting, (Reading.Refused) reading, source, "");
        }
    }

    /** Notes the name of a section; false when there are more than there may be, which is reported. */
    private boolean isNamed(String path, String source) {
        var family = model.familyOf(path).orElse(null);
        if (family == null) {
            return true;
        }
        var known = names.computeIfAbsent(family, first -> new LinkedHashSet<>());
        var name = family.nameIn(path).orElseThrow();
        if (known.contains(name) || known.size() < family.max()) {
            known.add(name);
            return true;
        }
        var message = "expected at most " + family.max() + " names, found " + Texts.quoted(name) + " as one more";
        report(new Problem(family.path(), message, source));
        return false;
    }

    /** Once all sources are laid: gives named sections what they left out, and reports what they may not leave out. */
    void complete() {
        names.forEach((family, known) -> known.forEach(name -> complete(family, family.settingsOf(name))));
    }

    private void complete(SectionFamily family, List<SettingDefinition> section) {
        for (var setting : section) {
            if (!values.containsKey(setting.path()) && !setting.hasDefault()) {
                if (!refused.contains(setting.path())) {
                    report(new Problem(
                            setting.path(), "expected " + setting.type().expected() + ", found nothing", ""));
                }
                // What cannot be built is left out; that it was refused is known.
                section.forEach(left -> values.remove(left.path()));
                return;
            }
            if (!values.containsKey(setting.path())) {
                putDefault(family, setting);
            }
        }
    }

    private void putDefault(SectionFamily family, SettingDefinition setting) {
        if (family.hasOwnDefaults()) {
            put(setting, setting.defaultValue(), BUILT_IN);
        } else {
            String inherited = family.defaultsFrom(setting);
            put(setting, Objects.requireNonNull(values.get(inherited)), inherited);
        }
    }

    /** Reports a refused value, with a hint that starts after the found value. */
    void refuse(SettingDefinition setting, Reading.Refused reading, String source, String hint) {
        refused.add(setting.path());
        var message = "expected " + reading.expected() + ", found " + setting.found(reading) + hint;
        report(new Problem(setting.path(), message, source));
    }

    /** True when any of the settings held a refused value, so that nothing can be said of them together. */
    boolean isAnyRefused(List<String> paths) {
        return paths.stream().anyMatch(refused::contains);
    }

    String source(String path) {
        return sources.getOrDefault(path, "");
    }

    /** The record as far as it is known; refused values leave what was below them. */
    T bind() {
        return model.bind(values);
    }

    List<EffectiveSetting> table() {
        return model.settingsWith(values.keySet()).stream()
                .map(setting -> new EffectiveSetting(setting.path(), shown(setting), source(setting.path())))
                .toList();
    }

    /** The value in use for the operator's eyes, cut as problems cut it. */
    String found(String path) {
        var setting = model.setting(path);
        if (setting == null) {
            throw new IllegalArgumentException(path + ": no such setting");
        }
        return setting.facts().secret() || !(values.get(path) instanceof String text)
                ? Texts.escaped(shown(setting))
                : Texts.quoted(text);
    }

    private String shown(SettingDefinition setting) {
        return setting.show(Objects.requireNonNull(values.get(setting.path())));
    }

    private void put(SettingDefinition setting, Object value, String source) {
        values.put(setting.path(), value);
        sources.put(setting.path(), source);
    }

    private void section(Map<?, ?> tree, String prefix, String file) {
        tree.forEach((key, value) -> entry(prefix + key, value, file));
    }

    private void entry(String path, @Nullable Object value, String file) {
        var setting = model.setting(path);
        if (setting != null) {
            accept(setting, setting.type().fromJson(value), file);
        } else if (!model.isSection(path)) {
            report(unknown(path, file));
        } else if (value instanceof Map<?, ?> section) {
            if (isNamed(path, file)) {
                section(section, path + ".", file);
            }
        } else {
            report(new Problem(
                    path,
                    "expected an object with the settings of " + path + ", found " + ValueType.found(value),
                    file));
        }
    }

    private Problem unknown(String path, String source) {
        if (model.isSection(path)) {
            return new Problem(path, "expected the path of a setting, found a section", source);
        }
        var name = model.familyOf(path).flatMap(family -> family.nameIn(path)).orElse("");
        if (!name.isEmpty() && !SectionFamily.isName(name)) {
            var message = "expected " + SectionFamily.NAME_EXPECTED + ", found " + Texts.quoted(name);
            return new Problem(path.substring(0, path.indexOf(name) + name.length()), message, source);
        }
        var candidates = new ArrayList<>(model.paths());
        candidates.addAll(model.sections());
        model.families().forEach(family -> candidates.addAll(family.pathsLike(path)));
        var hint = NearestName.of(path, candidates).map(near -> ", did you mean " + near + "?");
        return new Problem(path.isEmpty() ? "\"\"" : path, "unknown setting" + hint.orElse(""), source);
    }
}
