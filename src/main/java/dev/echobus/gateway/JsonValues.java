package dev.echobus.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one JSON text as Vert.x has them: numbers as its own parser reads them. Bounded in its depth. */
final class JsonValues {

    private final JsonParser parser;
    private final int depthMax;

    /** Open objects and arrays around the parser's place; the frame's own object is one. */
    private int depth = 1;

    JsonValues(JsonParser parser, int depthMax) {
        this.parser = parser;
        this.depthMax = depthMax;
    }

    /** The JSON is nested too deeply. */
    static final class TooDeepException extends IOException {

        private static final long serialVersionUID = 1L;

        TooDeepException() {
            super("too deep");
        }

        /** Expected, and not looked at. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** The value that follows the name: a String, Number, Boolean, JsonObject, JsonArray or null. */
    @Nullable
    Object next() throws IOException {
        parser.nextToken();
        Object value = value();
        if (value instanceof Map<?, ?> members) {
            return new JsonObject(asMembers(members));
        }
        return value instanceof List<?> items ? new JsonArray(items) : value;
    }

    /** Passes over the value that follows the name. */
    void skipNext() throws IOException {
        parser.nextToken();
        skip();
    }

    /** Passes over the value that the parser is at. */
    void skip() throws IOException {
        int open = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token == null) {
                return;
            }
            if (token.isStructStart()) {
                open++;
                if (depth + open > depthMax) {
                    throw new TooDeepException();
                }
            } else if (token.isStructEnd()) {
                open--;
            }
            if (open == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    private @Nullable Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private Map<String, @Nullable Object> object() throws IOException {
        enter();
        var members = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value());
        }
        depth--;
        return members;
    }

    private List<@Nullable Object> array() throws IOException {
        enter();
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        depth--;
        return items;
    }

    private void enter() throws TooDeepException {
        if (++depth > depthMax) {
            throw new TooDeepException();
        }
    }

    @SuppressWarnings("unchecked") // Made above, of names alone.
    private static Map<String, Object> asMembers(Map<?, ?> members) {
        return (Map<String, Object>) members;
    }
}
