package dev.echobus.gateway.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame from the gateway.
 *
 * @param texts its members that are text, by their names
 * @param headers of a message, those that speak of its body taken out
 * @param body bytes are a {@code byte[]}
 * @param failureCode of a request that failed, else 0
 */
record ReceivedFrame(
        Map<String, String> texts,
        Map<String, String> headers,
        @Nullable Object body,
        int failureCode) {

    /** Reads a frame's JSON; fails with what is wrong with it. */
    static ReceivedFrame read(byte[] bytes) throws IOException {
        var texts = new HashMap<String, String>();
        Map<String, String> headers = Map.of();
        Object body = null;
        int failureCode = 0;
        try (JsonParser parser = FrameText.FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a frame that is no object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("body")) {
                    body = value(parser);
                } else if (name.equals("headers") && value == JsonToken.START_OBJECT) {
                    headers = headers(parser);
                } else if (name.equals("failureCode") && value == JsonToken.VALUE_NUMBER_INT) {
                    failureCode = parser.getIntValue();
                } else if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (body instanceof String text && FrameText.BASE64.equals(headers.get(FrameText.ENCODING))) {
            headers.remove(FrameText.ENCODING);
            body = decoded(text);
        }
        return new ReceivedFrame(texts, headers, body, failureCode);
    }

    String type() {
        return text("type");
    }

    /** The member's text, empty where there is none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    private static Map<String, String> headers(JsonParser parser) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                headers.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return headers;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT, START_ARRAY -> structure(parser);
            default -> null;
        };
    }

    private static Object structure(JsonParser parser) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator copy = FrameText.FACTORY.createGenerator(text)) {
            copy.copyCurrentStructure(parser);
        }
        return Json.decodeValue(text.toString());
    }

    private static byte[] decoded(String text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("a body that is no base64", malformed);
        }
    }
}
