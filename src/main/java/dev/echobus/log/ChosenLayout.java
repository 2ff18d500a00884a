package dev.echobus.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import dev.echobus.config.LogFormat;
import java.util.function.Supplier;

/** Lines in the format that the settings have chosen; text before there are any. Any thread. */
final class ChosenLayout extends LayoutBase<ILoggingEvent> {

    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level [%thread] %logger{0} - %"
            + LogMessageConverter.WORD + "%" + LogTraceConverter.WORD + "%n%" + LogStackConverter.WORD;

    private final PatternLayout text = new PatternLayout();
    private final JsonLayout json = new JsonLayout(this::traceId);

    private volatile LogFormat format = LogFormat.TEXT;
    private volatile Supplier<String> traceIds = () -> "";

    ChosenLayout(LoggerContext loggers) {
        setContext(loggers);
        text.setContext(loggers);
        text.getInstanceConverterMap().put(LogMessageConverter.WORD, LogMessageConverter::new);
        text.getInstanceConverterMap().put(LogTraceConverter.WORD, () -> new LogTraceConverter(this::traceId));
        text.getInstanceConverterMap().put(LogStackConverter.WORD, LogStackConverter::new);
        text.setPattern(PATTERN);
        text.start();
        json.setContext(loggers);
        json.start();
        start();
    }

    void choose(LogFormat chosen) {
        format = chosen;
    }

    /** Who is asked which trace a line belongs to. */
    void traceIds(Supplier<String> current) {
        traceIds = current;
    }

    private String traceId() {
        return traceIds.get();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return switch (format) {
            case TEXT -> text.doLayout(event);
            case JSON -> json.doLayout(event);
        };
    }
}
