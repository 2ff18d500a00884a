package dev.echobus.bus.trace;

import io.vertx.core.Context;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Two tracers of a Vertx, which takes one. Each sees what it would see alone. Any thread; holds nothing. */
public final class TracerPair<A, B> implements VertxTracer<TracerPair.Both<A, B>, TracerPair.Both<A, B>> {

    private final VertxTracer<A, A> first;
    private final VertxTracer<B, B> second;

    /** What the two have of one message. */
    public record Both<A, B>(@Nullable A first, @Nullable B second) {

        private static <A, B> @Nullable Both<A, B> of(@Nullable A first, @Nullable B second) {
            return first == null && second == null ? null : new Both<>(first, second);
        }
    }

    /** Both as one; the second may change headers, which the first sees as they were. */
    public static <A, B> VertxTracer<?, ?> of(VertxTracer<A, A> first, VertxTracer<B, B> second) {
        return new TracerPair<>(first, second);
    }

    private TracerPair(VertxTracer<A, A> first, VertxTracer<B, B> second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public <R> @Nullable Both<A, B> sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        return Both.of(
                first.sendRequest(context, kind, policy, request, operation, headers, tags),
                second.sendRequest(context, kind, policy, request, operation, headers, tags));
    }

    @Override
    public <R> void receiveResponse(
            Context context,
            @Nullable R response,
            @Nullable Both<A, B> both,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (both != null) {
            first.receiveResponse(context, response, both.first(), failure, tags);
            second.receiveResponse(context, response, both.second(), failure, tags);
        }
    }

    @Override
    public <R> @Nullable Both<A, B> receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        return Both.of(
                first.receiveRequest(context, kind, policy, request, operation, headers, tags),
                second.receiveRequest(context, kind, policy, request, operation, headers, tags));
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Both<A, B> both,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (both != null) {
            first.sendResponse(context, response, both.first(), failure, tags);
            second.sendResponse(context, response, both.second(), failure, tags);
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
