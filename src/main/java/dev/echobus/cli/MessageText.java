package dev.echobus.cli;

import dev.echobus.bus.link.BusMessage;
import dev.echobus.wire.PayloadText;
import dev.echobus.wire.VertxSockets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prints a message of the bus as one line. */
final class MessageText {

    private MessageText() {}

    /** The body as one line: printable text as it is, otherwise quoted and escaped. */
    static String plain(BusMessage message) {
        Object body = message.body();
        String text = body instanceof byte[] bytes ? text(bytes) : String.valueOf(body);
        return text != null && isOneLine(text) ? text : escaped(bytes(message));
    }

    private static String escaped(byte[] bytes) {
        return PayloadText.of(VertxSockets.bytesOf(Buffer.buffer(bytes)), Integer.MAX_VALUE);
    }

    /** The body's own bytes; those of its text in UTF-8 when it is none. */
    static byte[] bytes(BusMessage message) {
        Object body = message.body();
        return body instanceof byte[] bytes ? bytes : String.valueOf(body).getBytes(StandardCharsets.UTF_8);
    }

    /** The message as a JSON object: {@code {address, headers, body}}, or {@code bodyBase64} for bytes that are no text. */
    static String json(BusMessage message) {
        var headers = new JsonObject();
        message.headers().forEach((name, value) -> headers.put(name, value));
        var line = new JsonObject().put("address", message.address()).put("headers", headers);
        Object body = message.body();
        if (body instanceof byte[] bytes) {
            String text = text(bytes);
            return (text == null ? line.put("bodyBase64", bytes) : line.put("body", text)).encode();
        }
        return line.put("body", body).encode();
    }

    private static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }
}
