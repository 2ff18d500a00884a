package dev.echobus.server;

import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Assumptions;

/** What the server under test waits on. */
enum Loop {
    EPOLL,
    /** Where the kernel, or a container's profile, does not allow it, its tests are skipped. */
    IO_URING,
    NIO;

    Transport transport() {
        return switch (this) {
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
            case IO_URING -> {
                Assumptions.assumeTrue(Transport.IO_URING.available(), "io_uring can be had");
                yield Transport.IO_URING;
            }
        };
    }
}
