package dev.echobus.server;

import dev.echobus.common.Causes;
import dev.echobus.config.ListenerConfig;

/** A listener's address cannot be had. The message says which listener, where, by which setting, and why. */
public final class ListenException extends Exception {

    private static final long serialVersionUID = 1L;

    ListenException(ListenerConfig listener, Throwable cause) {
        super(
                "cannot listen on %s (%s, %s): %s"
                        .formatted(
                                listener.endpoint().authority(),
                                listener.name(),
                                listener.endpointPath(),
                                Causes.describe(cause)),
                null,
                false,
                false);
    }
}
