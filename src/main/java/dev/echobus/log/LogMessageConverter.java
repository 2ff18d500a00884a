package dev.echobus.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A log line's message on one line of bounded length, whatever a peer put into it. Any thread; holds nothing. */
final class LogMessageConverter extends ClassicConverter {

    /** Its name in the log's pattern. */
    static final String WORD = "line";

    @Override
    public String convert(ILoggingEvent event) {
        return LogText.line(String.valueOf(event.getFormattedMessage()));
    }
}
