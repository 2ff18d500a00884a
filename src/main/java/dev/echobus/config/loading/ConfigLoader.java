package dev.echobus.config.loading;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.SettingsModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Loads a configuration: the built-in defaults, {@code conf/config.json} of the working directory when it is there, the
 * files of {@code ECHOBUS_CONFIG} and then of {@code --config}, the environment, the command line; later wins. Reads
 * every source to its end before it decides, so that all problems are told at once.
 */
public final class ConfigLoader<T extends Record> {

    /** Read when the working directory has it; every other file must exist. */
    static final String DEFAULT_FILE = "conf/config.json";

    private final SettingsModel<T> model;
    private final CrossChecks<T> checks;

    ConfigLoader(SettingsModel<T> model, CrossChecks<T> checks) {
        this.model = model;
        this.checks = checks;
    }

    /**
     * Loads Echobus' configuration. Call it again for a reload. Expected failures are a {@link RejectedConfig}; the
     * future itself fails only when the Vertx is closed meanwhile.
     */
    public static Future<ConfigResult<EchobusConfig>> load(Vertx vertx, ConfigSources sources) {
        return new ConfigLoader<>(SettingsModel.ECHOBUS, new EchobusChecks()).read(vertx, sources);
    }

    /** What the defaults and these values make, without any file, environment or Vertx. */
    public static ConfigResult<EchobusConfig> of(List<Assignment> assignments) {
        var overlay = new Overlay<>(SettingsModel.ECHOBUS);
        assignments.forEach(overlay::assignment);
        return result(overlay, new EchobusChecks());
    }

    /** What a configuration and these values make: texts by their settings' paths, checked as those of any source. */
    public static ConfigResult<EchobusConfig> changed(EchobusConfig config, Map<String, String> values) {
        var overlay = new Overlay<>(SettingsModel.ECHOBUS, config);
        values.forEach((path, text) -> overlay.assignment(new Assignment(path + "=" + text, "")));
        return result(overlay, new EchobusChecks());
    }

    Future<ConfigResult<T>> read(Vertx vertx, ConfigSources sources) {
        var files = new ConfigFiles(vertx, sources.workingDirectory());
        return files.exists(DEFAULT_FILE).compose(hasDefaultFile -> {
            var names = fileNames(hasDefaultFile, sources);
            var contents = Future.all(names.stream().map(files::read).toList());
            var environment = files.read(new JsonObject(EnvironmentVariables.ours(sources.environment())));
            return contents.compose(read ->
                    environment.map(variables -> overlay(names, read.<JsonText.Parsed>list(), variables, sources)));
        });
    }

    /** All files, later wins; the default one when it is there. */
    static List<String> fileNames(boolean hasDefaultFile, ConfigSources sources) {
        var named = Stream.concat(EnvironmentVariables.files(sources.environment()).stream(), sources.files().stream());
        return Stream.concat(hasDefaultFile ? Stream.of(DEFAULT_FILE) : Stream.empty(), named)
                .toList();
    }

    private ConfigResult<T> overlay(
            List<String> names, List<JsonText.Parsed> contents, JsonObject variables, ConfigSources sources) {
        var overlay = new Overlay<>(model);
        for (var index = 0; index < names.size(); index++) {
            if (contents.get(index) instanceof JsonText.Parsed.Tree tree) {
                overlay.file(tree.members(), names.get(index));
            } else if (contents.get(index) instanceof JsonText.Parsed.Malformed malformed) {
                overlay.report(malformed.problem());
            }
        }
        variables.forEach(variable ->
                EnvironmentVariables.apply(variable.getKey(), (String) variable.getValue(), model, overlay));
        sources.assignments().forEach(overlay::assignment);
        return result(overlay, checks);
    }

    /** What all sources, laid over each other, make together. */
    static <T extends Record> ConfigResult<T> result(Overlay<T> overlay, CrossChecks<T> checks) {
        overlay.complete();
        var config = overlay.bind();
        checks.check(config, new CrossChecks.Findings(overlay));
        return overlay.problems().isEmpty()
                ? new LoadedConfig<>(config, overlay.table())
                : new RejectedConfig<>(overlay.problems());
    }
}
