package dev.echobus.bus.trace;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Begins spans. Any thread. */
public interface Tracing {

    /** Of a node that traces nothing. */
    Tracing OFF = new NoTracing();

    /** Whether there is anybody to tell of spans. */
    boolean isOn();

    /**
     * Begins a span. It belongs to the trace that the headers carry, else to that of the message which is being handled,
     * else to a new one, which the settings have kept or not.
     *
     * @param what is done, the first word of its name
     * @param of whose address, server or listener that is, the rest of it
     */
    Span begin(Span.Kind kind, String what, String of, @Nullable MultiMap headers);

    /** Whether {@link #begin} with these headers would go on with a trace, not begin one. */
    boolean continues(@Nullable MultiMap headers);

    /** That of the message which is being handled on this thread, or of the task; {@link Span#NONE} when there is none. */
    Span current();
}
