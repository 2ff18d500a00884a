package dev.echobus.config.loading;

import dev.echobus.common.Causes;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then, through Vert.x Config, whether what stands in the configuration's files has changed: by their
 * contents, as the files of a ConfigMap change without a new time or name. A file that is missing is one that is empty;
 * the reading that follows tells what is wrong with it. Any thread.
 */
public final class ConfigWatch {

    private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);

    private final ConfigRetriever retriever;

    private ConfigWatch(ConfigRetriever retriever) {
        this.retriever = retriever;
    }

    /**
     * Watches until its end. What the files hold now counts as known.
     *
     * @param everyMs more than 0
     * @param onChange called on an event loop, and not to block it
     */
    public static ConfigWatch start(Vertx vertx, ConfigSources sources, long everyMs, Runnable onChange) {
        var retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setIncludeDefaultStores(false)
                        .setScanPeriod(everyMs)
                        .setStores(stores(vertx, sources)));
        retriever.listen(change -> onChange.run());
        var watch = new ConfigWatch(retriever);
        watch.know();
        return watch;
    }

    /**
     * What the files hold now is known, and no change.
     *
     * @return done when they are read; a failure is logged
     */
    public Future<?> know() {
        return retriever
                .getConfig()
                .onFailure(cause -> log.warn("watching the configuration: {}", Causes.describe(cause)));
    }

    /** Looks no more; to be called before the Vertx is closed, whose threads it looks with. */
    public void end() {
        retriever.close().onFailure(cause -> log.warn("watching the configuration: {}", Causes.describe(cause)));
    }

    private static List<ConfigStoreOptions> stores(Vertx vertx, ConfigSources sources) {
        var files = new ConfigFiles(vertx, sources.workingDirectory());
        return ConfigLoader.fileNames(true, sources).stream()
                .distinct()
                .map(file -> files.textOf(file, file).setOptional(true))
                .toList();
    }
}
