package dev.echobus.bus.tap;

/**
 * A message under way, from when it left or came until it was answered.
 *
 * @param sinceNanos by {@link System#nanoTime}
 */
record Passage(String address, long sinceNanos) {}
