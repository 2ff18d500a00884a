package dev.echobus.config;

import java.util.List;
import java.util.function.Supplier;

/**
 * The configuration in force. Any thread may read it, and reads each time it decides something, so that what a reload
 * changed counts from then on; a reload replaces it as a whole.
 */
public final class LiveConfig {

    private volatile Snapshot current;
    private volatile long reloads;

    /** All that is in force at one moment, the client's settings as they hold. */
    private record Snapshot(EchobusConfig config, List<ListenerConfig> listeners, ClientConfig client) {

        static Snapshot of(EchobusConfig config) {
            return new Snapshot(config, config.allListeners(), config.clientInForce());
        }
    }

    public LiveConfig(EchobusConfig initial) {
        current = Snapshot.of(initial);
    }

    /** What all listeners share. */
    public NodeLimits limits() {
        return current.config().server().limits();
    }

    /** What the node listens with, {@code echo} first; the same until a restart. */
    public List<ListenerConfig> listeners() {
        return current.listeners();
    }

    public AdmissionConfig admission() {
        return current.config().admission();
    }

    /** The client's settings as they hold, see {@link EchobusConfig#clientInForce}. */
    public ClientConfig client() {
        return current.client();
    }

    public LogConfig log() {
        return current.config().log();
    }

    /** The whole configuration, at one moment. */
    public EchobusConfig snapshot() {
        return current.config();
    }

    /** How often a configuration was put in force after the first. */
    public long reloads() {
        return reloads;
    }

    /** Runs a change that follows from what is in force, which nobody else replaces meanwhile. */
    public synchronized <T> T exclusively(Supplier<T> change) {
        return change.get();
    }

    /**
     * Puts the reloadable settings of a configuration in force. What needs a restart keeps its value until then: sockets
     * and connections were made for it.
     *
     * @return every setting that differs from what was in force, also those that stay as they were
     */
    public synchronized List<SettingChange> reload(EchobusConfig next) {
        EchobusConfig before = current.config();
        current = Snapshot.of(SettingsModel.ECHOBUS.withReloadable(before, next));
        reloads++;
        return SettingChange.between(before, next);
    }
}
