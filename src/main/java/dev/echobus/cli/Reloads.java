package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.config.loading.ConfigWatch;
import dev.echobus.runtime.Echobus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a node's configuration again when it is asked to, and when the files have changed. Any thread. */
final class Reloads {

    private static final Logger log = LoggerFactory.getLogger(Reloads.class);

    private final Echobus echobus;
    private final ConfigSources sources;
    private volatile @Nullable ConfigWatch watch;

    Reloads(Echobus echobus, ConfigSources sources) {
        this.echobus = echobus;
        this.sources = sources;
    }

    /** @param everyMs 0 is never */
    void watch(int everyMs) {
        if (everyMs > 0) {
            watch = ConfigWatch.start(echobus.vertx(), sources, everyMs, this::changed);
        }
    }

    /** The files are watched no more; who asks is still answered. */
    void end() {
        var known = watch;
        watch = null;
        if (known != null) {
            known.end();
        }
    }

    private void changed() {
        log.info("the files of the configuration have changed");
        echobus.vertx()
                .executeBlocking(() -> {
                    read();
                    return null;
                })
                .onFailure(cause -> log.error("configuration not reloaded: {}", Causes.describe(cause)));
    }

    /** What is read now is no change to the watch. Blocks. */
    void now() {
        var known = watch;
        if (known != null) {
            known.know();
        }
        read();
    }

    /** One at a time, so that of two the later reading is what stays. */
    private synchronized void read() {
        try {
            echobus.reload(ConfigOptions.read(sources));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
