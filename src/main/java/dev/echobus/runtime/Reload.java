package dev.echobus.runtime;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.SettingChange;
import dev.echobus.config.loading.ConfigResult;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.config.loading.RejectedConfig;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/** Puts a configuration that was read again in force, and logs what came of it. Any thread. */
record Reload(LiveConfig live, Logger log) {

    /**
     * Applies what needs no restart; a configuration with problems changes nothing.
     *
     * @return every setting that differs from what was in force; empty when nothing was applied
     */
    Optional<List<SettingChange>> apply(ConfigResult<EchobusConfig> read) {
        if (read instanceof RejectedConfig<EchobusConfig> rejected) {
            rejected.problems().forEach(problem -> log.error("{}", problem));
            log.error(
                    "configuration not reloaded, {} problems: the old one stays in force",
                    rejected.problems().size());
        } else if (read instanceof LoadedConfig<EchobusConfig> loaded) {
            var changes = live.reload(loaded.config());
            log(changes);
            return Optional.of(changes);
        }
        return Optional.empty();
    }

    private void log(List<SettingChange> changes) {
        for (SettingChange change : changes) {
            if (change.isReloadable()) {
                log.info("{} is now {}, it was {}", change.path(), change.newer(), change.older());
            } else {
                log.warn("{} needs a restart to become {}, it stays {}", change.path(), change.newer(), change.older());
            }
        }
        long applied = changes.stream().filter(SettingChange::isReloadable).count();
        log.info("configuration reloaded: {}", applied == 0 ? "nothing changed" : "settings changed: " + applied);
    }
}
