package dev.echobus.trace;

import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.BusSpans.Operation;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what passes over the bus: one where a message is sent, one where it is handled, and what is sent meanwhile
 * belongs to that. Any thread; holds nothing.
 */
final class BusTracer implements VertxTracer<Span, Span> {

    private final Tracing tracing;

    BusTracer(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public <R> @Nullable Span sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        // Who asks for none has a span of his own for it.
        if (policy == TracingPolicy.IGNORE || !(request instanceof Message<?> message)) {
            return null;
        }
        Operation sent = message.isSend() ? Operation.SEND : Operation.PUBLISH;
        Span span = BusSpans.begin(
                tracing,
                message.replyAddress() == null ? sent : Operation.REQUEST,
                message.address(),
                message.headers());
        span.carry(headers);
        return span == Span.NONE ? null : span;
    }

    @Override
    public <R> void receiveResponse(
            Context context,
            @Nullable R response,
            @Nullable Span span,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        end(span, failure);
    }

    @Override
    public <R> @Nullable Span receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (!(request instanceof Message<?> message)) {
            return null;
        }
        Span span = BusSpans.begin(
                tracing,
                message.replyAddress() == null ? Operation.TAKE : Operation.ANSWER,
                message.address(),
                message.headers());
        // What is sent with a message's headers belongs to where it was handled, in whatever language.
        span.carry(message.headers()::set);
        if (span instanceof OpenSpan open) {
            context.putLocal(OpenTelemetryTracing.HANDLING, open);
        }
        return span == Span.NONE ? null : span;
    }

    /** Vert.x does not tell whether the reply is a failure: whoever asked knows, and our own consumers say it themselves. */
    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Span span,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        end(span, failure);
    }

    private static void end(@Nullable Span span, @Nullable Throwable failure) {
        if (span == null) {
            return;
        }
        if (failure instanceof ReplyException refused) {
            BusSpans.failed(span, refused);
        } else if (failure != null) {
            span.failed("FAILED", String.valueOf(failure.getMessage()));
        }
        span.end();
    }
}
