package dev.echobus.config;

import dev.echobus.common.Endpoint;

/** One of the further listeners, by its name in {@code listeners}. What it leaves out is as {@code server} has it. */
public record ListenerSection(
        @Setting(doc = "Where to listen; port 0 takes a free one and prints it", byDefault = Setting.NO_DEFAULT)
        Endpoint url,

        @Inline MessageSettings messages) {

    /** Enough for each protocol and side of a machine; each costs a socket and a verticle on each loop. */
    public static final int COUNT_MAX = 16;
}
