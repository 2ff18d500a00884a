package dev.echobus.gateway;

import dev.echobus.gateway.Inbound.Content;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a frame, those that speak to the gateway taken out.
 *
 * @param headers of the message; null for none
 * @param timeoutMs what {@code timeout} said
 * @param isBase64 what {@code encoding} said
 * @param error why they cannot be used
 * @param detail what was expected then
 */
record FrameHeaders(
        @Nullable MultiMap headers,
        long timeoutMs,
        boolean isBase64,
        @Nullable GatewayError error,
        String detail) {

    /** Header that says that a body's text is base64, and stands for those bytes. */
    static final String ENCODING = "encoding";

    /** The encoding itself. */
    static final String BASE64 = "base64";

    /** As Vert.x's own bridge has it: how long the bus may take to answer. */
    private static final String TIMEOUT = "timeout";

    private static final FrameHeaders NONE = new FrameHeaders(null, Content.NO_TIMEOUT, false, null, "");

    /** Reads the value of {@code headers}, null when there is none. */
    static FrameHeaders read(@Nullable Object json) {
        if (json == null) {
            return NONE;
        }
        if (!(json instanceof JsonObject members)) {
            return refused(GatewayError.INVALID_FIELD, "headers: expected an object");
        }
        if (members.isEmpty()) {
            return NONE;
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        long timeoutMs = Content.NO_TIMEOUT;
        boolean isBase64 = false;
        for (Map.Entry<String, Object> member : members.getMap().entrySet()) {
            String name = member.getKey();
            Object value = member.getValue();
            if (name.equals("codecName") || name.equals("localOnly")) {
                return refused(GatewayError.HEADER_DENIED, name);
            }
            if (value == null || value instanceof Map || value instanceof Iterable || value instanceof JsonArray) {
                return refused(GatewayError.INVALID_FIELD, "headers: expected texts");
            }
            if (name.equals(TIMEOUT)) {
                if (!(value instanceof Integer ms) || ms < 1) {
                    return refused(GatewayError.INVALID_FIELD, "timeout: expected milliseconds, 1 or more");
                }
                timeoutMs = ms;
            } else if (name.equals(ENCODING) && value.equals(BASE64)) {
                isBase64 = true;
            } else {
                headers.add(name, value.toString());
            }
        }
        return new FrameHeaders(headers.isEmpty() ? null : headers, timeoutMs, isBase64, null, "");
    }

    private static FrameHeaders refused(GatewayError error, String detail) {
        return new FrameHeaders(null, Content.NO_TIMEOUT, false, error, detail);
    }
}
