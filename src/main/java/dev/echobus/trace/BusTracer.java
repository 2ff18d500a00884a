package dev.echobus.trace;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.BusSpans.Operation;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what passes over the bus: one where a message is sent, one where it is handled, and what is sent meanwhile
 * belongs to that. Any thread; holds a timer for each that is handled and kept, until it is answered.
 */
final class BusTracer implements VertxTracer<Span, Span> {

    /** A consumer that throws, or that never answers, is told by nobody: so much after its asker gave up it is noticed. */
    private static final long LATE_MS = 1_000;

    /** The longest that anybody is waited for, an hour. */
    private static final long ANSWER_MAX_MS = 3_600_000;

    private static final int DIGITS_MAX = 15;

    private final Tracing tracing;

    /**
     * What was put into headers that the sender may still have: who sends again with the same options does not mean to go
     * on with the trace of the last time. As long as such headers are there themselves.
     */
    private final Set<String> left = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

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
        MultiMap carried = message.headers();
        boolean isBare = carried.isEmpty();
        if (!isBare && left.contains(carried.get(OpenSpan.PARENT_HEADER))) {
            carried.remove(OpenSpan.PARENT_HEADER);
        }
        Operation sent = message.isSend() ? Operation.SEND : Operation.PUBLISH;
        Span span = BusSpans.begin(
                tracing, message.replyAddress() == null ? sent : Operation.REQUEST, message.address(), carried);
        if (span == Span.NONE) {
            return null;
        }
        span.carry(carried);
        if (!isBare) {
            left.add(carried.get(OpenSpan.PARENT_HEADER));
        }
        return kept(span);
    }

    /** Of the others nobody has to tell the end. */
    private static @Nullable Span kept(Span span) {
        return span instanceof OpenSpan ? span : null;
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
        if (span == Span.NONE) {
            return null;
        }
        // What is sent with a message's headers belongs to where it was handled, in whatever language.
        span.carry(message.headers());
        context.putLocal(OpenTelemetryTracing.HANDLING, span);
        if (span instanceof OpenSpan open && message.replyAddress() != null) {
            open.endWithin(answerMs(message) + LATE_MS, context.owner());
        }
        return kept(span);
    }

    /** How long whoever asked waits, as far as that can be known. */
    private static long answerMs(Message<?> message) {
        String told = message.headers().get(Addresses.TIMEOUT_HEADER);
        boolean isNumber = told != null
                && told.length() <= DIGITS_MAX
                && !told.isEmpty()
                && told.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? Math.min(Long.parseLong(told), ANSWER_MAX_MS) : DeliveryOptions.DEFAULT_TIMEOUT;
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
