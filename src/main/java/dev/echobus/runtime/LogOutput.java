package dev.echobus.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.echobus.config.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: one line an event on standard error, so that standard output carries results only. Set up in code, which
 * spares the start an XML parser.
 */
public final class LogOutput extends ContextAwareBase implements Configurator {

    /** Line ends within a message are escaped: no peer can forge a line. */
    private static final String PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level [%thread] %logger{0} - %replace(%msg){'[\\r\\n]+', '\\\\n'}%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Sets the least severe line of ours that is written. Libraries write from their warnings on, and more only when
     * asked to debug.
     */
    public static void setLevel(LogLevel level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Level ours = Level.toLevel(level.name());
            context.getLogger("dev.echobus").setLevel(ours);
            boolean isDebugging = level == LogLevel.DEBUG || level == LogLevel.TRACE;
            // It warns, with a stack trace, of each member that comes and goes in order.
            context.getLogger("com.hazelcast").setLevel(isDebugging ? ours : Level.ERROR);
            context.getLogger(Logger.ROOT_LOGGER_NAME)
                    .setLevel(isDebugging || level == LogLevel.ERROR ? ours : Level.WARN);
        }
    }

    /** For commands that come and go: their own lines tell what failed, a library's stack trace would bury them. */
    static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.echobus").setLevel(Level.WARN);
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        }
    }
}
