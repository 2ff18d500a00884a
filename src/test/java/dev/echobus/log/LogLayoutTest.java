package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the log writes for one event: one line, and marked lines of a stack trace. */
class LogLayoutTest {

    private static final String FORGED = "\n2026-01-01T00:00:00.000Z INFO  [main] Echobus - all is well";

    @Test
    void aMessageIsOneLine() {
        assertThat(written("from " + FORGED, null))
                .endsWith("ERROR [peer] LogLayoutTest - from \\n2026-01-01T00:00:00.000Z INFO  [main] Echobus - all is"
                        + " well\n")
                .hasLineCount(1);
    }

    @Test
    void aMessageThatIsTooLongIsCut() {
        assertThat(written("x".repeat(1_000_000), null))
                .endsWith("x... (995904 more characters)\n")
                .hasSizeLessThan(LogText.LINE_CHARACTERS_MAX + 200);
    }

    @Test
    void anExceptionsMessageForgesNoLine() {
        var failure = new IllegalStateException("outer" + FORGED, new RuntimeException(FORGED + "\r\033[2J"));
        failure.addSuppressed(new RuntimeException(FORGED));
        var lines = written("failed", failure).lines().toList();

        assertThat(lines.get(0)).endsWith(" - failed");
        assertThat(lines.get(1)).isEqualTo(LogStackConverter.MARK + "java.lang.IllegalStateException: outer");
        assertThat(lines.get(2)).isEqualTo(LogStackConverter.MARK + FORGED.substring(1));
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.startsWith(LogStackConverter.MARK))
                .anyMatch(line -> line.contains("all is well\\r\\x1b[2J"))
                .anyMatch(line -> line.contains("LogLayoutTest.anExceptionsMessageForgesNoLine"));
    }

    @Test
    void aTraceIsCutInLengthAndInLines() {
        var wide = written("failed", new RuntimeException("y".repeat(100_000))).lines();
        assertThat(wide.skip(1).findFirst().orElseThrow()).endsWith(" more characters)");

        var lines = written("failed", new RuntimeException("\n".repeat(5_000)))
                .lines()
                .toList();
        assertThat(lines).hasSize(1 + LogStackConverter.LINES_MAX + 1);
        assertThat(lines.get(lines.size() - 1)).matches(" {4}\\| \\.\\.\\. \\(4\\d{3} more lines\\)");
    }

    @Test
    void aDeepTraceStillShowsItsCause() {
        var cause = new RuntimeException("the cause");
        cause.setStackTrace(deep(5_000));
        var failure = new RuntimeException("the effect", cause);
        failure.setStackTrace(deep(2_000));
        assertThat(written("failed", failure)).contains("Caused by: java.lang.RuntimeException: the cause");
    }

    @Test
    void aLineNamesItsTraceBeforeTheStack() {
        assertThat(written("failed", new RuntimeException("why"), "0af7651916cd43dd8448eb211c80319c"))
                .contains(" - failed trace=0af7651916cd43dd8448eb211c80319c\n" + LogStackConverter.MARK);
    }

    private static StackTraceElement[] deep(int frames) {
        var trace = new StackTraceElement[frames];
        for (int i = 0; i < frames; i++) {
            trace[i] = new StackTraceElement("some.Class" + i % 7 + "OfMany" + frames, "turn", "Class.java", i);
        }
        return trace;
    }

    private static String written(String message, @Nullable Throwable failure) {
        return written(message, failure, "");
    }

    private static String written(String message, @Nullable Throwable failure, String trace) {
        var context = new LoggerContext();
        var logger = context.getLogger(LogLayoutTest.class);
        var event = new LoggingEvent("test", logger, Level.ERROR, message, failure, null);
        event.setThreadName("peer");
        var layout = new ChosenLayout(context);
        layout.traceIds(() -> trace);
        return layout.doLayout(event);
    }
}
