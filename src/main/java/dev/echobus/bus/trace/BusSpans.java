package dev.echobus.bus.trace;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spans of messages on the event bus, with the names and attributes that OpenTelemetry's conventions have for messaging. */
public final class BusSpans {

    /** A code of the contract, of what failed. */
    public static final String ERROR_TYPE = "error.type";

    private BusSpans() {}

    /** What is done with a message. */
    public enum Operation {
        REQUEST(Span.Kind.CLIENT, true),
        SEND(Span.Kind.PRODUCER, false),
        PUBLISH(Span.Kind.PRODUCER, false),
        /** A consumer has it, whose answer is waited for. */
        ANSWER(Span.Kind.SERVER, true),
        /** A consumer has it. */
        TAKE(Span.Kind.CONSUMER, false),
        /** The gateway has a request of one of its sessions, and passes it on. */
        RELAY(Span.Kind.SERVER, true);

        private final Span.Kind kind;
        private final boolean isRequest;
        private final String word;

        Operation(Span.Kind kind, boolean isRequest) {
            this.kind = kind;
            this.isRequest = isRequest;
            word = name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Begins the span of a message, whose headers may carry its trace. A request that belongs to none begins one; but what
     * keeps a cluster and its consoles going would be most of what is seen, and so is traced where it belongs to one alone.
     */
    public static Span begin(Tracing tracing, Operation operation, String address, @Nullable MultiMap headers) {
        if (!tracing.isOn() || Addresses.isReply(address)) {
            return Span.NONE;
        }
        boolean begins = operation.isRequest && Addresses.beginsTrace(address);
        if (!begins && !tracing.continues(headers)) {
            return Span.NONE;
        }
        String family = Addresses.family(address);
        return tracing.begin(operation.kind, operation.word, family, headers)
                .with("messaging.system", "vertx-eventbus")
                .with("messaging.operation.name", operation.word)
                .with("messaging.destination.name", family);
    }

    /** Puts the trace of a span into a message's headers, in place of what they carried. */
    public static DeliveryOptions carry(Span span, DeliveryOptions options) {
        if (options.getHeaders() == null) {
            options.setHeaders(MultiMap.caseInsensitiveMultiMap());
        }
        span.carry(options.getHeaders());
        return options;
    }

    /** What became of a request. */
    public static void failed(Span span, ReplyException failure) {
        span.failed(FailureCode.nameOf(failure), FailureCode.detailOf(failure));
    }
}
