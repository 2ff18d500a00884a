package dev.echobus.config;

/** What turns a message into its reply. */
public enum ResponderKind {
    /** The message itself, after the configured prefix. */
    ECHO,
    /** A request on the event bus, answered by whoever consumes {@code echobus.server.reply}. */
    BUS
}
