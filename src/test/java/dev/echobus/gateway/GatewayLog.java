package dev.echobus.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the gateway logs, while it is open; an event with a stack trace has the word Exception. */
final class GatewayLog implements AutoCloseable {

    private final Logger logger;
    private final Level before;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    GatewayLog() {
        this(Level.INFO);
    }

    GatewayLog(Level level) {
        this("dev.echobus.gateway", level);
    }

    private GatewayLog(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        events.start();
        logger.setLevel(level);
        logger.addAppender(events);
    }

    /** All that the program logs, of any level. */
    static GatewayLog ofEverybody() {
        return new GatewayLog(Logger.ROOT_LOGGER_NAME, Level.TRACE);
    }

    List<String> lines() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getFormattedMessage() + (event.getThrowableProxy() == null ? "" : " Exception"))
                .toList();
    }

    /** Waits for a line with all of these parts. */
    void await(String... parts) {
        GatewayUnderTest.await(
                "a line with " + List.of(parts) + " among " + lines(),
                () -> lines().stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(before);
        events.stop();
    }
}
