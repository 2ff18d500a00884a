package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import io.vertx.core.eventbus.Message;

/**
 * What a collector of traces is told of a request: whether it failed, and its way over TCP, from when it is written until
 * its reply has come. The bytes on that way carry no trace. Its verticle's event loop.
 */
final class RequestSpans {

    private final Tracing tracing;
    private final Message<Object> message;

    /** That in which the bus has the request handled; it ends with the answer. */
    private final Span handling;

    private Span roundTrip = Span.NONE;

    /** To be made where the message has been handed to its consumer. */
    RequestSpans(Tracing tracing, Message<Object> message) {
        this.tracing = tracing;
        this.message = message;
        handling = tracing.current();
    }

    /** @param server {@code host:port} */
    void sent(String server) {
        if (handling != Span.NONE) {
            roundTrip = tracing.begin(Span.Kind.CLIENT, "tcp", server, message.headers())
                    .with("network.transport", "tcp")
                    .with("server.address", server);
        }
    }

    void replied() {
        roundTrip.end();
    }

    void failed(FailureCode code, String detail) {
        handling.failed(code.name(), detail);
        roundTrip.failed(code.name(), detail).end();
    }
}
