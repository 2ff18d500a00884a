package dev.echobus.runtime;

import dev.echobus.common.Endpoint;

/**
 * Something the node listens with.
 *
 * @param name what the configuration calls it
 * @param endpoint where it listens, its port the one that was taken
 */
public record Listener(String name, Endpoint endpoint) {}
