package dev.echobus.gateway;

import dev.echobus.gateway.FrameReading.Origin;
import dev.echobus.gateway.FrameReading.Rejected;
import dev.echobus.gateway.Inbound.Content;
import dev.echobus.gateway.Inbound.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** The members of one frame, as they come, and the frame that they make. Members that are not known are passed over. */
final class FrameFields {

    /** Longer ones are of no use to anybody, and each is kept with what refers to it. */
    private static final int NAME_MAX_CHARACTERS = 1_024;

    private static final String NAME_EXPECTED = "text of 1 to " + NAME_MAX_CHARACTERS + " characters";

    /** A member that is null is as good as none. */
    private final EnumMap<FrameMember, @Nullable Object> values = new EnumMap<>(FrameMember.class);

    /** Takes the value of a member; of one that comes twice the last. */
    void take(FrameMember member, @Nullable Object value) {
        values.put(member, value);
    }

    /** What they make together. */
    FrameReading toFrame() {
        var origin = new Origin(nameOf(FrameMember.REPLY_ADDRESS), nameOf(FrameMember.ACK));
        if (isNoName(FrameMember.REPLY_ADDRESS)) {
            return invalid(FrameMember.REPLY_ADDRESS, NAME_EXPECTED, origin);
        }
        if (isNoName(FrameMember.ACK)) {
            return invalid(FrameMember.ACK, NAME_EXPECTED, origin);
        }
        if (!(value(FrameMember.TYPE) instanceof String name)) {
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
        return value(FrameMember.TOKEN) instanceof String text
                ? new Inbound.Auth(text, origin)
                : invalid(FrameMember.TOKEN, "text", origin);
    }

    private FrameReading addressed(String name, Origin origin) {
        Object address = value(FrameMember.ADDRESS);
        if (address == null) {
            return new Rejected(GatewayError.MISSING_ADDRESS, "", origin);
        }
        String to = nameOf(FrameMember.ADDRESS);
        if (to == null) {
            return invalid(FrameMember.ADDRESS, NAME_EXPECTED, origin);
        }
        return switch (name) {
            case "register" -> new Inbound.Register(to, origin);
            case "unregister" -> new Inbound.Unregister(to, origin);
            default -> withContent(name, to, origin);
        };
    }

    private FrameReading withContent(String name, String to, Origin origin) {
        FrameHeaders read = FrameHeaders.read(value(FrameMember.HEADERS));
        if (read.error() != null) {
            return new Rejected(read.error(), read.detail(), origin);
        }
        Object sent = value(FrameMember.BODY);
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
        Object failureCode = value(FrameMember.FAILURE_CODE);
        if (failureCode == null) {
            return new Inbound.Send(to, content, null, origin);
        }
        if (!(failureCode instanceof Integer code)) {
            return invalid(FrameMember.FAILURE_CODE, "a number of 32 bits", origin);
        }
        String why = value(FrameMember.MESSAGE) instanceof String text ? text : null;
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

    private @Nullable Object value(FrameMember member) {
        return values.get(member);
    }

    private boolean isNoName(FrameMember member) {
        return value(member) != null && nameOf(member) == null;
    }

    private @Nullable String nameOf(FrameMember member) {
        return value(member) instanceof String text && !text.isEmpty() && text.length() <= NAME_MAX_CHARACTERS
                ? text
                : null;
    }

    private static Rejected invalid(FrameMember member, String expected, Origin origin) {
        return new Rejected(GatewayError.INVALID_FIELD, member.text() + ": expected " + expected, origin);
    }
}
