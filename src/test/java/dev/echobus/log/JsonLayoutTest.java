package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.echobus.config.LogFormat;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** What the log writes for one event in JSON: one object on one line, of bounded length, whatever a peer put into it. */
class JsonLayoutTest {

    private static final String NASTY = "\n{\"level\":\"INFO\"}\r\u2028\u202e\033[2J\u0000 \uD83D\uDE00 \"quoted\\";

    @Test
    void anEventIsOneObject() {
        JsonObject line = parsed(written("closed", null));
        assertThat(line.fieldNames()).containsExactly("time", "level", "logger", "thread", "message", "connection");
        assertThat(line.getString("time")).isEqualTo("2026-11-30T12:00:00.007Z");
        assertThat(line.getString("level")).isEqualTo("WARN");
        assertThat(line.getString("logger")).isEqualTo(JsonLayoutTest.class.getName());
        assertThat(line.getString("thread")).isEqualTo("peer");
        assertThat(line.getString("connection")).isEqualTo("node-7");
    }

    @Test
    void anEventOfATraceNamesIt() {
        JsonObject line = parsed(written("closed", new RuntimeException("why"), "0af7651916cd43dd8448eb211c80319c"));
        assertThat(line.getString("trace")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(line.fieldNames()).endsWith("connection", "trace", "stack");
    }

    @Test
    void noTextForgesALineOrDrivesATerminal() {
        String line = written(NASTY, new IllegalStateException(NASTY));
        assertThat(line).hasLineCount(1).endsWith("\n").matches("[ -~]+\n");
        assertThat(parsed(line).getString("message")).isEqualTo(NASTY);
        assertThat(parsed(line).getString("stack"))
                .startsWith("java.lang.IllegalStateException: " + NASTY)
                .contains("JsonLayoutTest.noTextForgesALineOrDrivesATerminal");
    }

    @Test
    void textsAreCut() {
        JsonObject line = parsed(written("x".repeat(1_000_000), new RuntimeException("y".repeat(1_000_000))));
        assertThat(line.getString("message"))
                .hasSizeLessThan(LogText.LINE_CHARACTERS_MAX + 50)
                .endsWith("x... (995904 more characters)");
        assertThat(line.getString("stack"))
                .hasSizeLessThan(JsonLayout.STACK_CHARACTERS_MAX + 50)
                .endsWith(" more characters)");
    }

    @Test
    void aPairOfCharactersIsNotCutInTwo() {
        String message = "x".repeat(LogText.LINE_CHARACTERS_MAX - 1) + "\uD83D\uDE00";
        assertThat(parsed(written(message, null)).getString("message")).endsWith("x... (2 more characters)");
    }

    private static JsonObject parsed(String line) {
        return new JsonObject(line);
    }

    private static String written(String message, @Nullable Throwable failure) {
        return written(message, failure, "");
    }

    private static String written(String message, @Nullable Throwable failure, String trace) {
        var context = new LoggerContext();
        var event =
                new LoggingEvent("test", context.getLogger(JsonLayoutTest.class), Level.WARN, message, failure, null);
        event.setThreadName("peer");
        event.setInstant(java.time.Instant.parse("2026-11-30T12:00:00.007Z"));
        event.addKeyValuePair(new KeyValuePair("connection", "node-7"));
        var layout = new ChosenLayout(context);
        layout.choose(LogFormat.JSON);
        layout.traceIds(() -> trace);
        return layout.doLayout(event);
    }
}
