package dev.echobus.bus.trace;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Off. */
final class NoTracing implements Tracing {

    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public Span begin(Span.Kind kind, String what, String of, @Nullable MultiMap headers) {
        return Span.NONE;
    }

    @Override
    public boolean continues(@Nullable MultiMap headers) {
        return false;
    }

    @Override
    public Span current() {
        return Span.NONE;
    }
}
