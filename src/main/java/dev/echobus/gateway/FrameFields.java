package dev.echobus.gateway;

import dev.echobus.gateway.FrameReading.Origin;
import dev.echobus.gateway.FrameReading.Rejected;
import dev.echobus.gateway.Inbound.Content;
import dev.echobus.gateway.Inbound.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The members of one frame, as they come, and the frame that they make. Members that are not known are passed over. */
final class FrameFields {

    /** Longer ones are of no use to anybody, and each is kept with what refers to it. */
    private static final int NAME_MAX_CHARACTERS = 1_024;

    private static final Object ABSENT = new Object();

    private @Nullable Object type = ABSENT;
    private @Nullable Object address = ABSENT;
    private @Nullable Object replyAddress = ABSENT;
    private @Nullable Object ack = ABSENT;
    private @Nullable Object headers = ABSENT;
    private @Nullable Object body = ABSENT;
    private @Nullable Object failureCode = ABSENT;
    private @Nullable Object message = ABSENT;
    private @Nullable Object token = ABSENT;

    /** Takes the value of the member of this name. */
    void take(String name, JsonValues values) throws IOException {
        switch (name) {
            case "type" -> type = values.next();
            case "address" -> address = values.next();
            case "replyAddress" -> replyAddress = values.next();
            case "ack" -> ack = values.next();
            case "headers" -> headers = values.next();
            case "body" -> body = values.next();
            case "failureCode" -> failureCode = values.next();
            case "message" -> message = values.next();
            case "token" -> token = values.next();
            default -> values.skipNext();
        }
    }

    /** What they make together. */
    FrameReading toFrame() {
        var origin = new Origin(nameOf(replyAddress), nameOf(ack));
        if (isNoName(replyAddress)) {
            return invalid("replyAddress", "text of 1 to " + NAME_MAX_CHARACTERS + " characters", origin);
        }
        if (isNoName(ack)) {
            return invalid("ack", "text of 1 to " + NAME_MAX_CHARACTERS + " characters", origin);
        }
        if (!(type instanceof String name)) {
            return new Rejected(GatewayError.UNKNOWN_TYPE, "", origin);
        }
        return switch (name) {
            case "ping" -> new Inbound.Ping(origin);
            case "auth" -> auth(origin);
            case "send", "publish", "register", "unregister" -> addressed(name, origin);
            default -> new Rejected(GatewayError.UNKNOWN_TYPE, "", origin);
        };
    }

    private FrameReading auth(Origin origin) {
        return token instanceof String text ? new Inbound.Auth(text, origin) : invalid("token", "text", origin);
    }

    private FrameReading addressed(String name, Origin origin) {
        if (address == ABSENT || address == null) {
            return new Rejected(GatewayError.MISSING_ADDRESS, "", origin);
        }
        String to = nameOf(address);
        if (to == null) {
            return invalid("address", "text of 1 to " + NAME_MAX_CHARACTERS + " characters", origin);
        }
        return switch (name) {
            case "register" -> new Inbound.Register(to, origin);
            case "unregister" -> new Inbound.Unregister(to, origin);
            default -> withContent(name, to, origin);
        };
    }

    private FrameReading withContent(String name, String to, Origin origin) {
        FrameHeaders read = FrameHeaders.read(headers == ABSENT ? null : headers);
        if (read.error() != null) {
            return new Rejected(read.error(), read.detail(), origin);
        }
        Object sent = body == ABSENT ? null : body;
        if (read.isBase64()) {
            sent = bytes(sent);
            if (sent == null) {
                return new Rejected(GatewayError.INVALID_BASE64, "", origin);
            }
        } else if (!isCarried(sent)) {
            return new Rejected(GatewayError.INVALID_BODY, "a number of 64 bits at most", origin);
        }
        var content = new Content(sent, read.headers(), read.timeoutMs());
        return name.equals("publish") ? new Inbound.Publish(to, content, origin) : send(to, content, origin);
    }

    private FrameReading send(String to, Content content, Origin origin) {
        if (failureCode == ABSENT || failureCode == null) {
            return new Inbound.Send(to, content, null, origin);
        }
        if (!(failureCode instanceof Integer code)) {
            return invalid("failureCode", "a number of 32 bits", origin);
        }
        String why = message instanceof String text ? text : null;
        return new Inbound.Send(to, content, new Failure(code, why), origin);
    }

    private static @Nullable Buffer bytes(@Nullable Object body) {
        try {
            return body instanceof String text
                    ? Buffer.buffer(Base64.getDecoder().decode(text))
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Whether the bus has a codec for it. */
    private static boolean isCarried(@Nullable Object body) {
        return body == null
                || body instanceof String
                || body instanceof Integer
                || body instanceof Long
                || body instanceof Double
                || body instanceof Boolean
                || body instanceof JsonObject
                || body instanceof JsonArray;
    }

    private static boolean isNoName(@Nullable Object value) {
        return value != ABSENT && value != null && nameOf(value) == null;
    }

    private static @Nullable String nameOf(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() && text.length() <= NAME_MAX_CHARACTERS ? text : null;
    }

    private static Rejected invalid(String member, String expected, Origin origin) {
        return new Rejected(GatewayError.INVALID_FIELD, member + ": expected " + expected, origin);
    }
}
