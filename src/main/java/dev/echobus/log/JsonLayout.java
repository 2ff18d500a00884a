package dev.echobus.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.event.KeyValuePair;

/**
 * An event as one JSON object on one line: {@code time}, in UTC, {@code level}, {@code logger}, {@code thread},
 * {@code message}, what the line is about, such as {@code connection}, the {@code trace} that it belongs to, and {@code
 * stack}. What is not ASCII is escaped, so
 * that no text drives a terminal; each text is bounded. Any thread; holds nothing.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {

    /** A few causes with their frames. */
    static final int STACK_CHARACTERS_MAX = 65_536;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();
    private final Supplier<String> traceId;

    /** @param traceId of the trace that the line belongs to, or empty; asked on the thread that logs */
    JsonLayout(Supplier<String> traceId) {
        this.traceId = traceId;
    }

    @Override
    public void start() {
        traces.setOptionList(List.of(LogStackConverter.FRAMES_MAX));
        traces.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            json.writeStringField(
                    "message", LogText.cut(String.valueOf(event.getFormattedMessage()), LogText.LINE_CHARACTERS_MAX));
            if (event.getKeyValuePairs() != null) {
                for (KeyValuePair about : event.getKeyValuePairs()) {
                    json.writeStringField(
                            about.key, LogText.cut(String.valueOf(about.value), LogText.LINE_CHARACTERS_MAX));
                }
            }
            String trace = traceId.get();
            if (!trace.isEmpty()) {
                json.writeStringField(LogTraceConverter.WORD, trace);
            }
            if (event.getThrowableProxy() != null) {
                json.writeStringField("stack", LogText.cut(traces.convert(event), STACK_CHARACTERS_MAX));
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a line in memory cannot be written", impossible);
        }
        return line.append('\n').toString();
    }
}
