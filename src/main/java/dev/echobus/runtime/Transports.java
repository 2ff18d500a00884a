package dev.echobus.runtime;

import dev.echobus.common.Causes;
import dev.echobus.config.TransportKind;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what the event loops wait on. */
final class Transports {

    private static final Logger log = LoggerFactory.getLogger(Transports.class);

    private Transports() {}

    /**
     * The transport for a setting.
     *
     * @throws StartException when a certain transport is asked for and cannot be had
     */
    static Transport choose(TransportKind kind) throws StartException {
        return switch (kind) {
            case NIO -> Transport.NIO;
            case EPOLL -> required("epoll", Transport.EPOLL);
            case IO_URING -> required("io_uring", Transport.IO_URING);
            case AUTO -> epollOrNio();
        };
    }

    private static Transport epollOrNio() {
        Transport epoll = Transport.EPOLL;
        if (epoll != null && epoll.available()) {
            return epoll;
        }
        log.warn("native epoll cannot be had, using nio: {}", whyNot(epoll));
        return Transport.NIO;
    }

    private static Transport required(String name, @Nullable Transport transport) throws StartException {
        if (transport != null && transport.available()) {
            return transport;
        }
        throw new StartException("transport " + name + " cannot be had: " + whyNot(transport));
    }

    private static String whyNot(@Nullable Transport transport) {
        if (transport == null) {
            return "its library is not in this build";
        }
        Throwable cause = transport.unavailabilityCause();
        return cause == null ? "no reason given" : Causes.describe(cause);
    }
}
