package dev.echobus.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.function.Supplier;

/** Behind a log line's message, the trace that it belongs to, if there is one. Asked on the thread that logs. */
final class LogTraceConverter extends ClassicConverter {

    /** Its name in the log's pattern, and before the trace's id. */
    static final String WORD = "trace";

    private final Supplier<String> current;

    LogTraceConverter(Supplier<String> current) {
        this.current = current;
    }

    @Override
    public String convert(ILoggingEvent event) {
        String id = current.get();
        return id.isEmpty() ? "" : " " + WORD + "=" + id;
    }
}
