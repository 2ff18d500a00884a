package dev.echobus.metric;

/**
 * One connection of a node's server at one moment.
 *
 * @param connection its id
 * @param remote its peer's address, {@code host:port}
 * @param listener the name of the listener that it came by
 * @param state where it is in its life, such as {@code open}
 * @param loop the event loop that it lives on
 * @param openMs how long it has been there
 * @param idleMs for how long no byte has moved, as far as that was looked at, four times a second
 */
public record ConnectionSnapshot(
        String connection,
        String remote,
        String listener,
        String state,
        String loop,
        long bytesIn,
        long bytesOut,
        long messages,
        long openMs,
        long idleMs) {}
