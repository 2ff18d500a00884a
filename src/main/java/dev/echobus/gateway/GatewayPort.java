package dev.echobus.gateway;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import io.vertx.core.Future;

/** One port on which an event loop takes sessions in. Event loop, but for {@link #address}. */
interface GatewayPort {

    /** Takes the sessions that come. */
    interface Sessions {

        /** A connection has come so far that a session can be had on it. To be called in the turn that it did. */
        void open(WireTransport transport, Dialect dialect);
    }

    /** Begins to listen; fails with a {@link GatewayListenException} when the address cannot be had. */
    Future<?> listen();

    /** Stops listening; done when all of its connections are closed, or after so many milliseconds. */
    Future<Void> shutdown(int timeoutMs);

    /** Looks after what has a time limit and is no session yet. */
    default void sweep(long nowNanos) {}

    /** Where it listens, a port that was free filled in. Any thread, once it listens. */
    GatewayAddress address();

    /** Why an address cannot be had. */
    static <T> Future<T> failure(Endpoint endpoint, String setting, Throwable cause) {
        return Future.failedFuture(new GatewayListenException(
                "cannot listen on " + endpoint.authority() + " (gateway, " + setting + "): " + Causes.describe(cause)));
    }
}
