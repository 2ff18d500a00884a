package dev.echobus.bus.link;

/** What became of a request. */
public sealed interface Answer {

    /** A reply came, after so many attempts; through a gateway, which repeats by itself, always 1. */
    record Replied(BusMessage reply, int attempts) implements Answer {}

    /**
     * No reply came.
     *
     * @param why its code, name and detail, for people
     */
    record Failed(String why, int attempts) implements Answer {}

    /** There is no use in further requests: the bus cannot carry them, or there is no way to it any more. */
    record Impossible(LinkException why) implements Answer {}
}
