package dev.echobus.trace;

import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyFailure;
import org.jspecify.annotations.Nullable;

/** A span of OpenTelemetry's. Any thread. */
final class OpenSpan implements Span {

    static final String PARENT_HEADER = "traceparent";

    static final String STATE_HEADER = "tracestate";

    private final io.opentelemetry.api.trace.Span span;

    /** Ends the waiting for its end, if anything waits. */
    private volatile @Nullable Runnable atEnd;

    OpenSpan(io.opentelemetry.api.trace.Span span) {
        this.span = span;
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
        // Whoever answers may say what he likes, and no limit of the library holds for a status.
        boolean isLong = detail.length() > OpenTelemetryTracing.TEXT_CHARACTERS_MAX;
        span.setStatus(
                StatusCode.ERROR, isLong ? detail.substring(0, OpenTelemetryTracing.TEXT_CHARACTERS_MAX) : detail);
        return this;
    }

    /** Has it end as failed when it has not ended by then, as what is never ended is never seen. */
    void endWithin(long timeoutMs, Vertx vertx) {
        if (span.isRecording()) {
            long timer = vertx.setTimer(
                    timeoutMs,
                    over -> failed(ReplyFailure.TIMEOUT.name(), "not answered within " + timeoutMs + " ms")
                            .end());
            atEnd = () -> vertx.cancelTimer(timer);
        }
    }

    @Override
    public void end() {
        span.end();
        Runnable its = atEnd;
        if (its != null) {
            its.run();
        }
    }

    @Override
    public void carry(MultiMap headers) {
        // That of another trace, or of one that could not be read, would be taken for this one's.
        headers.remove(STATE_HEADER);
        W3CTraceContextPropagator.getInstance()
                .inject(asParent(), headers, (carrier, name, value) -> headers.set(name, value));
    }

    @Override
    public void during(Runnable task) {
        TaskSpans.during(this, task);
    }

    @Override
    public String traceId() {
        SpanContext its = span.getSpanContext();
        return its.isSampled() ? its.getTraceId() : "";
    }
}
