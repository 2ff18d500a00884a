package dev.echobus.config.loading;

/**
 * One row of {@code echobus config}.
 *
 * @param path {@code server.port}
 * @param value the value in use, as one would write it on the command line; {@code ********} for a secret
 * @param source where it came from: {@code default}, a file as it was named, a variable's name, a flag
 */
public record EffectiveSetting(String path, String value, String source) {}
