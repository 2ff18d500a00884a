package dev.echobus.bus.trace;

import io.vertx.core.MultiMap;

/** Nothing is traced. */
final class NoSpan implements Span {

    @Override
    public Span with(String attribute, String value) {
        return this;
    }

    @Override
    public Span with(String attribute, long value) {
        return this;
    }

    @Override
    public Span failed(String code, String detail) {
        return this;
    }

    @Override
    public void end() {}

    @Override
    public void carry(MultiMap headers) {}

    @Override
    public void during(Runnable task) {
        task.run();
    }

    @Override
    public String traceId() {
        return "";
    }
}
