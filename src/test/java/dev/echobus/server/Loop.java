package dev.echobus.server;

import io.vertx.core.transport.Transport;

/** What the server under test waits on. */
enum Loop {
    EPOLL,
    NIO;

    Transport transport() {
        return this == EPOLL ? Transport.EPOLL : Transport.NIO;
    }
}
