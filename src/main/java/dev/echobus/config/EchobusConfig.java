package dev.echobus.config;

/** The whole configuration of a node. A section's name is the first part of its settings' paths. */
public record EchobusConfig(
        ServerConfig server, ClientConfig client, ClusterConfig cluster, RuntimeConfig runtime, LogConfig log) {

    /** The built-in defaults, which {@code conf/config.json} repeats with comments. */
    public static EchobusConfig defaults() {
        return SettingsModel.ECHOBUS.bind(SettingsModel.ECHOBUS.defaults());
    }
}
