package dev.echobus.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.echobus.config.LogConfig;
import dev.echobus.config.LogLevel;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: one line an event on standard error, so that standard output carries results only. No text can forge a
 * line, no flood of one kind can fill the log. Set up in code, which spares the start an XML parser.
 */
public final class LogOutput extends ContextAwareBase implements Configurator {

    private static final String APPENDER = "stderr";

    /** Where the context keeps how lines are written. */
    private static final String LAYOUT = "layout";

    /** And to where. */
    private static final String STREAM = "stream";

    /** What Hazelcast tells, with stack traces, of a start that fails; the second logs by the name of a class of ours. */
    private static final List<String> TOLD_BY_THE_START = List.of(
            "com.hazelcast.security", "dev.echobus.cluster.port.PatientJoiner", "com.hazelcast.instance.impl.Node");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        var layout = new ChosenLayout(context);
        context.putObject(LAYOUT, layout);
        encoder.setLayout(layout);
        encoder.start();
        var stream = new LogStream(
                ConsoleTarget.SystemErr.getStream(),
                lost -> log().warn("{} lines were thrown away: nobody took those before from standard error", lost));
        context.putObject(STREAM, stream);
        var console = new OutputStreamAppender<ILoggingEvent>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.setOutputStream(stream);
        console.start();
        var limited = new RepeatLimitAppender(context, console);
        limited.setName(APPENDER);
        limited.start();
        // What is being counted at the end is reported too.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(limited, stream), "log-end"));
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(limited);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void end(RepeatLimitAppender limited, LogStream stream) {
        limited.end();
        try {
            stream.awaitWritten();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(LogOutput.class);
    }

    /**
     * For a node that serves: from now on no thread that logs waits until the line is taken from standard error, as by a
     * container's runtime whose disk is full.
     */
    public static void writeBeside() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getObject(STREAM) instanceof LogStream stream) {
            stream.writeBeside();
        }
    }

    /** Puts the log's settings in force. */
    public static void apply(LogConfig settings) {
        setLevel(settings.level());
        withLimited(limited -> limited.setPerSecondMax(settings.repeatsPerSecondMax()));
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getObject(LAYOUT) instanceof ChosenLayout layout) {
            layout.choose(settings.format());
        }
    }

    /** Where lines learn which trace they belong to: asked on the thread that logs; an empty answer is none. */
    public static void traceIds(Supplier<String> current) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getObject(LAYOUT) instanceof ChosenLayout layout) {
            layout.traceIds(current);
        }
    }

    /** Reports what is still being counted, so that the next line stands after it. */
    public static void reportRepeats() {
        withLimited(RepeatLimitAppender::reportAll);
    }

    private static void withLimited(Consumer<RepeatLimitAppender> action) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                        instanceof RepeatLimitAppender limited) {
            action.accept(limited);
        }
    }

    /**
     * Sets the least severe line of ours that is written. Libraries write from their warnings on, and more only when
     * asked to debug.
     */
    private static void setLevel(LogLevel level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Level ours = Level.toLevel(level.name());
            context.getLogger("dev.echobus").setLevel(ours);
            boolean isDebugging = level == LogLevel.DEBUG || level == LogLevel.TRACE;
            // It warns, with a stack trace, of each member that comes and goes in order.
            context.getLogger("com.hazelcast").setLevel(isDebugging ? ours : Level.ERROR);
            // Why members refused this one, the failure of the start says once.
            for (String told : TOLD_BY_THE_START) {
                context.getLogger(told).setLevel(isDebugging ? ours : Level.OFF);
            }
            // And here, once, of each address that answers for a cluster of another name or of another configuration.
            context.getLogger("com.hazelcast.cluster")
                    .setLevel(isDebugging || level == LogLevel.ERROR ? ours : Level.WARN);
            // Its connections' failures are lines of ours, which name the setting; its own have stack traces.
            context.getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus")
                    .setLevel(isDebugging ? ours : Level.ERROR);
            context.getLogger(Logger.ROOT_LOGGER_NAME)
                    .setLevel(isDebugging || level == LogLevel.ERROR ? ours : Level.WARN);
        }
    }

    /** Where it is known that a verticle does not stop: Vert.x would tell it once more, with a stack trace. */
    public static void silenceUndeployment() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.vertx.core.impl.deployment.DefaultDeploymentManager")
                    .setLevel(Level.OFF);
        }
    }

    /**
     * While Vert.x joins a cluster, and once it has: a failure comes back to whoever asked, Vert.x would tell it before, with
     * a stack trace. What it says when it leaves is told.
     */
    public static void silenceJoining(boolean isJoining) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.vertx.core.impl.VertxImpl").setLevel(isJoining ? Level.OFF : null);
        }
    }

    /** For commands that come and go: their own lines tell what failed, a library's stack trace would bury them. */
    public static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.echobus").setLevel(Level.WARN);
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
            TOLD_BY_THE_START.forEach(told -> context.getLogger(told).setLevel(Level.OFF));
        }
    }
}
