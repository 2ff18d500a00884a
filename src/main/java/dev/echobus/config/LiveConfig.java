package dev.echobus.config;

/**
 * The configuration in force. Replaced as a whole by a reload; any thread may read it, and reads each time it decides
 * something, so that new values count from then on.
 */
public final class LiveConfig {

    private volatile EchobusConfig current;
    private volatile ClientConfig client;

    public LiveConfig(EchobusConfig initial) {
        current = initial;
        client = initial.clientInForce();
    }

    public ServerConfig server() {
        return current.server();
    }

    public AdmissionConfig admission() {
        return current.admission();
    }

    /** The client's settings as they hold, see {@link EchobusConfig#clientInForce}. */
    public ClientConfig client() {
        return client;
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
        client = next.clientInForce();
    }
}
