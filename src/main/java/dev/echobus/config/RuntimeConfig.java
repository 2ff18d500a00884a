package dev.echobus.config;

/** What the verticles run on. */
public record RuntimeConfig(
        @Setting(doc = "What the event loops wait on; auto prefers epoll and falls back to nio", byDefault = "auto")
        TransportKind transport,

        @Setting(
                doc = "Event loops; 0 is one for each server, client and gateway verticle",
                byDefault = "0",
                max = 1_024)
        int eventLoops) {}
