package dev.echobus.config;

/** The whole configuration of a node. A section's name is the first part of its settings' paths. */
public record EchobusConfig(
        ServerConfig server, ClientConfig client, ClusterConfig cluster, RuntimeConfig runtime, LogConfig log) {}
