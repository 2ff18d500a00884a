package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.ConfigResult;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.config.loading.Problem;
import dev.echobus.config.loading.RejectedConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command which reads the configuration has, and the reading. */
final class ConfigOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read settings from this JSON file; may be repeated, later files win.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Give one setting a value, like server.port=8080; may be repeated, wins over files.")
    private List<String> sets = new ArrayList<>();

    /** Whether the command line names a file or a setting. */
    boolean isGiven() {
        return !files.isEmpty() || !sets.isEmpty();
    }

    /** The sources of the configuration, the flags of the command after all {@code --set}. */
    ConfigSources sources(List<Assignment> flags) {
        var assignments = new ArrayList<Assignment>();
        sets.forEach(set -> assignments.add(Assignment.set(set)));
        assignments.addAll(flags);
        return ConfigSources.ofProcess(files.stream().map(Path::toString).toList(), assignments);
    }

    /** Loads the configuration, or tells every problem, one a line. */
    static Optional<LoadedConfig<EchobusConfig>> load(ConfigSources sources, Streams streams)
            throws InterruptedException {
        return load(sources, streams, () -> {});
    }

    /** @param meanwhile done on this thread while other threads read */
    static Optional<LoadedConfig<EchobusConfig>> load(ConfigSources sources, Streams streams, Runnable meanwhile)
            throws InterruptedException {
        ConfigResult<EchobusConfig> result = read(sources, meanwhile);
        if (result instanceof RejectedConfig<EchobusConfig> rejected) {
            rejected.problems().forEach(problem -> streams.complain(problem.toString()));
        }
        return result instanceof LoadedConfig<EchobusConfig> loaded ? Optional.of(loaded) : Optional.empty();
    }

    /** Reads every source, for the first time or again. */
    static ConfigResult<EchobusConfig> read(ConfigSources sources) throws InterruptedException {
        return read(sources, () -> {});
    }

    private static ConfigResult<EchobusConfig> read(ConfigSources sources, Runnable meanwhile)
            throws InterruptedException {
        // Which transport and how many loops the node gets stands in the configuration: reading it takes a Vertx
        // before.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setWorkerPoolSize(1));
        try {
            var loading = ConfigLoader.load(vertx, sources);
            meanwhile.run();
            return Waiting.on(loading);
        } catch (ExecutionException failure) {
            return new RejectedConfig<>(List.of(new Problem("configuration", Causes.describe(failure), "")));
        } finally {
            vertx.close();
        }
    }

    /** Adds an assignment when the flag was given. */
    static void add(List<Assignment> flags, String path, @Nullable Object value, String flag) {
        if (value != null) {
            flags.add(Assignment.flag(path, value.toString(), flag));
        }
    }
}
