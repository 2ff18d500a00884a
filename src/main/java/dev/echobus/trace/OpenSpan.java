package dev.echobus.trace;

import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A span of OpenTelemetry's, which may be of a trace that is not kept: then it is only carried on. Any thread. */
final class OpenSpan implements Span {

    /** That whose task a thread runs. */
    private static final ThreadLocal<OpenSpan> DURING = new ThreadLocal<>();

    private final io.opentelemetry.api.trace.Span span;

    OpenSpan(io.opentelemetry.api.trace.Span span) {
        this.span = span;
    }

    /** The one whose task this thread runs; null for none. */
    static @Nullable OpenSpan ofTask() {
        return DURING.get();
    }

    /** As the parent of another. */
    Context asParent() {
        return Context.root().with(span);
    }

    @Override
    public Span with(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public Span with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public Span failed(String code, String detail) {
        span.setAttribute(BusSpans.ERROR_TYPE, code);
        span.setStatus(StatusCode.ERROR, detail);
        return this;
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void carry(BiConsumer<String, String> headers) {
        W3CTraceContextPropagator.getInstance()
                .inject(asParent(), headers, (carrier, name, value) -> headers.accept(name, value));
    }

    @Override
    public void during(Runnable task) {
        OpenSpan outer = DURING.get();
        DURING.set(this);
        try {
            task.run();
        } finally {
            if (outer == null) {
                DURING.remove();
            } else {
                DURING.set(outer);
            }
        }
    }

    @Override
    public String traceId() {
        SpanContext its = span.getSpanContext();
        return its.isSampled() ? its.getTraceId() : "";
    }
}
