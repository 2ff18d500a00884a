package dev.echobus.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a SockJS client sends: an array of strings, one string, or nothing. Whatever else it is makes one frame that
 * the session tells the name of. Any thread; keeps nothing.
 */
final class SockJsReader {

    /** Frames that are as little JSON, and as little UTF-8, as what came. */
    private static final byte[] NOT_JSON = {};

    private static final byte[] NOT_UTF8 = {(byte) 0xff};

    /** Clients send one on a WebSocket; while those of a message are served, reading cannot be paused. */
    private static final int FRAMES_MAX = 256;

    private final JsonFactory factory = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The frames of so many bytes from the start. */
    List<byte[]> read(byte[] bytes, int length) {
        if (length == 0) {
            return List.of();
        }
        if (!Utf8.isValid(bytes, length)) {
            return List.of(NOT_UTF8);
        }
        if ((bytes[0] != '[' && bytes[0] != '"') || Utf8.looksLikeAnother(bytes, length)) {
            return List.of(NOT_JSON);
        }
        try (JsonParser parser = factory.createParser(bytes, 0, length)) {
            return read(parser);
        } catch (JsonProcessingException malformed) {
            return List.of(NOT_JSON);
        } catch (IOException impossible) {
            throw new UncheckedIOException("bytes in memory cannot be read", impossible);
        }
    }

    private static List<byte[]> read(JsonParser parser) throws IOException {
        var frames = new ArrayList<byte[]>();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            frames.add(utf8(parser.getText()));
            return parser.nextToken() == null ? frames : List.of(NOT_JSON);
        }
        if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.VALUE_STRING && frames.size() < FRAMES_MAX) {
                frames.add(utf8(parser.getText()));
            }
        }
        return parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null ? frames : List.of(NOT_JSON);
    }

    private static byte[] utf8(String text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException halfAPair) {
            return NOT_UTF8;
        }
    }
}
