package dev.echobus.config.loading;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.echobus.common.Texts;
import dev.echobus.config.JsonNumber;
import dev.echobus.config.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON with comments into plain maps and lists. Stricter than Vert.x's codec where that would hide a mistake: a
 * key given twice is an error, and numbers stay as they were written.
 */
final class JsonText {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern FOR_PROGRAMMERS = Pattern.compile(" \\(code [^)]*\\)| \\((for|start marker at) .*");

    private JsonText() {}

    /** What the text holds: an object, or the problem that keeps it from being one. */
    sealed interface Parsed {
        record Tree(Map<String, @Nullable Object> members) implements Parsed {}

        record Malformed(Problem problem) implements Parsed {}
    }

    /** Parses the text of a file; the file's name is for the problem alone. */
    static Parsed parse(String text, String file) {
        try (var parser = FACTORY.createParser(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            if (parser.nextToken() == null) {
                return malformed(file, "expected a JSON object, found nothing");
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return malformed(file, "expected a JSON object, found " + ValueType.found(value(parser)));
            }
            var tree = object(parser);
            return parser.nextToken() == null
                    ? new Parsed.Tree(tree)
                    : malformed(at(file, parser.currentTokenLocation()), "expected nothing after the JSON object");
        } catch (JacksonException e) {
            return malformed(at(file, e.getLocation()), reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from a string cannot fail", e);
        }
    }

    private static Parsed malformed(String where, String message) {
        return new Parsed.Malformed(new Problem(where, message, ""));
    }

    private static String at(String file, @Nullable JsonLocation location) {
        return location == null ? file : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    /** Jackson's first line without what only programmers need. */
    private static String reason(JacksonException e) {
        var message = e.getOriginalMessage();
        var line = message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
        return "not JSON: " + Texts.line(FOR_PROGRAMMERS.matcher(line).replaceAll(""));
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("no value starts with " + parser.currentToken());
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        var members = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }
}
