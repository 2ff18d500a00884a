package dev.echobus.config;

/** Which system interface the event loops wait on. */
public enum TransportKind {
    /** Native epoll where it can be had, otherwise NIO with a warning that says why. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO
}
