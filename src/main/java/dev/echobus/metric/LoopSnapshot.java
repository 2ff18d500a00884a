package dev.echobus.metric;

/**
 * An event loop of a node's server at one moment.
 *
 * @param loop its name, as {@link ConnectionSnapshot#loop()} has it
 * @param connections how many live on it
 */
public record LoopSnapshot(String loop, int connections) {}
