package dev.echobus.gateway;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** A frame that a session sent. */
sealed interface Inbound extends FrameReading {

    /** How its sender knows it. */
    Origin origin();

    /**
     * To one consumer; a request when its origin has a reply address; to a reply address that the session was handed, the
     * reply.
     *
     * @param failure when it is no reply but a failure
     */
    record Send(String address, Content content, @Nullable Failure failure, Origin origin) implements Inbound {}

    /** To all consumers. */
    record Publish(String address, Content content, Origin origin) implements Inbound {}

    /** From now on messages to the address come to the session. */
    record Register(String address, Origin origin) implements Inbound {}

    /** No more. */
    record Unregister(String address, Origin origin) implements Inbound {}

    /** Asks for a sign of life. */
    record Ping(Origin origin) implements Inbound {}

    /** Shows who the session is. */
    record Auth(String token, Origin origin) implements Inbound {

        /** Without the token. */
        @Override
        public String toString() {
            return "Auth[]";
        }
    }

    /**
     * What goes over the bus.
     *
     * @param body as the bus carries it; bytes are a Buffer
     * @param headers of the message; null for none
     * @param timeoutMs how long a request may take, or {@link #NO_TIMEOUT}
     */
    record Content(@Nullable Object body, @Nullable MultiMap headers, long timeoutMs) {

        static final long NO_TIMEOUT = -1;
    }

    /** Why a session did not answer: what its asker gets as the reply's failure. */
    record Failure(int code, @Nullable String message) {}
}
