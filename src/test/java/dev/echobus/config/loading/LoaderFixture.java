package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.SettingsModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A working directory of its own with the sources of one load, on a real Vertx. */
final class LoaderFixture implements AutoCloseable {

    final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<String> files = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Assignment> assignments = new ArrayList<>();

    LoaderFixture(Path directory) {
        this.directory = directory;
    }

    /** Forgets what the sources name; files stay. */
    LoaderFixture clear() {
        files.clear();
        environment.clear();
        assignments.clear();
        return this;
    }

    /** Writes a file that the sources do not name. */
    LoaderFixture withFile(String name, String content) {
        try {
            Files.createDirectories(directory.resolve(name).getParent());
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Names a file that may be there or not. */
    LoaderFixture naming(String file) {
        files.add(file);
        return this;
    }

    /** Writes a file and names it. */
    LoaderFixture config(String name, String content) {
        return withFile(name, content).naming(name);
    }

    LoaderFixture variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    LoaderFixture set(String text) {
        assignments.add(Assignment.set(text));
        return this;
    }

    LoaderFixture flag(String path, String value, String flag) {
        assignments.add(Assignment.flag(path, value, flag));
        return this;
    }

    ConfigResult<EchobusConfig> load() {
        return await(ConfigLoader.load(vertx, sources()));
    }

    <T extends Record> ConfigResult<T> load(Class<T> type) {
        return await(new ConfigLoader<>(new SettingsModel<>(type), (config, findings) -> {}).read(vertx, sources()));
    }

    EchobusConfig loaded() {
        return loadedWithTable().config();
    }

    LoadedConfig<EchobusConfig> loadedWithTable() {
        var result = load();
        assertThat(result).isInstanceOf(LoadedConfig.class);
        return (LoadedConfig<EchobusConfig>) result;
    }

    /** Where the value in use of a setting came from. */
    String source(String path) {
        return loadedWithTable().table().stream()
                .filter(row -> row.path().equals(path))
                .findFirst()
                .orElseThrow()
                .source();
    }

    List<String> problems() {
        return problemsOf(load());
    }

    static List<String> problemsOf(ConfigResult<?> result) {
        assertThat(result).isInstanceOf(RejectedConfig.class);
        return ((RejectedConfig<?>) result)
                .problems().stream().map(Problem::toString).toList();
    }

    private ConfigSources sources() {
        return new ConfigSources(directory, files, environment, assignments);
    }

    private static <R> R await(Future<R> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer in 10 s", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
