package dev.echobus.bus.trace;

import io.vertx.core.MultiMap;

/** One piece of work of a trace. Any thread; once it has ended, nothing changes it. */
public interface Span {

    /** Of a trace that is not kept or not there. */
    Span NONE = new NoSpan();

    /** On which side of a message it is, as OpenTelemetry has it. */
    enum Kind {
        /** Sent a request, and waits for its reply. */
        CLIENT,
        /** Handles a request. */
        SERVER,
        /** Sent a message that nobody answers. */
        PRODUCER,
        /** Handles such a message. */
        CONSUMER
    }

    /** Tells something of it, by a name of OpenTelemetry's conventions or one that begins with {@code echobus.}. */
    Span with(String attribute, String value);

    /** The same of a number. */
    Span with(String attribute, long value);

    /** It came to nothing. Does not end it. */
    Span failed(String code, String detail);

    /** It is over. Further calls do nothing. */
    void end();

    /** Puts its trace into headers, by which others continue it, in place of what they carried. */
    void carry(MultiMap headers);

    /** Runs a task whose log lines are told to belong to it. */
    void during(Runnable task);

    /** Its trace, 32 hexadecimal digits; empty when that is not kept. */
    String traceId();
}
