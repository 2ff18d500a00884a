package dev.echobus.config;

/**
 * The configuration in force. Replaced as a whole by a reload; any thread may read it, and reads each time it decides
 * something, so that new values count from then on.
 */
public final class LiveConfig {

    private volatile EchobusConfig current;

    public LiveConfig(EchobusConfig initial) {
        current = initial;
    }

    public ServerConfig server() {
        return current.server();
    }

    public ClientConfig client() {
        return current.client();
    }

    public LogConfig log() {
        return current.log();
    }

    /** The whole configuration, at one moment. */
    public EchobusConfig snapshot() {
        return current;
    }

    /** Puts a new configuration in force. */
    public void replace(EchobusConfig next) {
        current = next;
    }
}
