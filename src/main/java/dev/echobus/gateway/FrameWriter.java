package dev.echobus.gateway;

import dev.echobus.gateway.Outbound.Ack;
import dev.echobus.gateway.Outbound.Delivery;
import dev.echobus.gateway.Outbound.Err;
import dev.echobus.gateway.Outbound.Pong;
import dev.echobus.gateway.Outbound.RequestFailure;
import dev.echobus.gateway.Outbound.Undelivered;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames as Vert.x's own bridge does, the members in its order. One an event loop: what it wrote last is in
 * {@link #array} until it writes again.
 */
final class FrameWriter {

    private static final byte[] REPLY_ADDRESS = ascii(",\"replyAddress\":");
    private static final byte[] HEADERS = ascii(",\"headers\":{");
    private static final byte[] BODY = ascii(",\"body\":");
    private static final byte[] SEND = ascii(",\"send\":true}");
    private static final byte[] PUBLISH = ascii(",\"send\":false}");
    private static final byte[] PONG = ascii("{\"type\":\"pong\"}");
    private static final byte[] QUOTE = {'"'};

    private final Dialect dialect;
    private final JsonBytes json = new JsonBytes();

    FrameWriter(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether clients of the dialect expect such a frame. */
    boolean has(Outbound frame) {
        return dialect.hasPong() || !(frame instanceof Pong);
    }

    /** Whether frames can carry this body of the bus. */
    static boolean carries(@Nullable Object body) {
        return body == null
                || body instanceof CharSequence
                || body instanceof Buffer
                || body instanceof byte[]
                || body instanceof Number
                || body instanceof Boolean
                || body instanceof Character
                || body instanceof JsonObject
                || body instanceof JsonArray;
    }

    byte[] array() {
        return json.array();
    }

    int length() {
        return json.length();
    }

    /** Writes a frame in place of the one before. */
    void write(Outbound frame) {
        json.reset();
        if (frame instanceof Delivery delivery) {
            delivery(delivery);
        } else if (frame instanceof RequestFailure failure) {
            json.ascii("{\"type\":\"err\"");
            member("address", failure.replyAddress());
            failed(failure.address(), failure.cause());
            message(failure.cause().getMessage()).ascii("}");
        } else if (frame instanceof Undelivered failure) {
            json.ascii("{\"type\":\"err\"");
            failed(failure.address(), failure.cause());
            message(failure.cause().getMessage());
            member("ack", failure.ack()).ascii("}");
        } else if (frame instanceof Err err) {
            err(err);
        } else if (frame instanceof Ack ack) {
            json.ascii("{\"type\":\"ack\"");
            member("ack", ack.ack()).ascii("}");
        } else if (frame instanceof Pong) {
            json.raw(PONG);
        }
    }

    private void delivery(Delivery message) {
        json.raw(dialect.messageHead()).string(message.address());
        String replyAddress = message.replyAddress();
        if (replyAddress != null) {
            json.raw(REPLY_ADDRESS).string(replyAddress);
        }
        byte[] bytes = bytesOf(message.body());
        headers(message.headers(), bytes != null);
        if (bytes != null) {
            json.raw(BODY).raw(QUOTE).raw(Base64.getEncoder().encode(bytes)).raw(QUOTE);
        } else if (message.body() != null) {
            body(message.body());
        }
        json.raw(message.isSend() ? SEND : PUBLISH);
    }

    private void headers(MultiMap headers, boolean isBase64) {
        json.raw(HEADERS);
        String separator = "";
        if (!headers.isEmpty()) {
            for (Map.Entry<String, String> header : headers) {
                if (isBase64 && header.getKey().equalsIgnoreCase(FrameHeaders.ENCODING)) {
                    continue;
                }
                json.ascii(separator).string(header.getKey()).ascii(":").string(header.getValue());
                separator = ",";
            }
        }
        if (isBase64) {
            json.ascii(separator).string(FrameHeaders.ENCODING).ascii(":").string(FrameHeaders.BASE64);
        }
        json.ascii("}");
    }

    private void body(Object body) {
        json.raw(BODY);
        if (body instanceof CharSequence || body instanceof Character) {
            json.string(body.toString());
        } else {
            json.raw(Json.encodeToBuffer(body).getBytes());
        }
    }

    /** In the official bridge's shape; a request's failure goes where its reply would have gone. */
    private void err(Err err) {
        json.ascii("{\"type\":\"err\"");
        String replyAddress = err.origin().replyAddress();
        if (replyAddress != null) {
            member("address", replyAddress);
            failed(err.address(), new ReplyException(ReplyFailure.ERROR, -1, null));
        }
        member("message", err.error().code());
        if (!err.detail().isEmpty()) {
            member("detail", err.detail());
        }
        String ack = err.origin().ack();
        if (ack != null) {
            member("ack", ack);
        }
        json.ascii("}");
    }

    private void failed(@Nullable String address, ReplyException cause) {
        if (address != null) {
            member("sourceAddress", address);
        }
        json.ascii(",\"failureCode\":").ascii(Integer.toString(cause.failureCode()));
        member("failureType", cause.failureType().name());
    }

    private JsonBytes message(@Nullable String text) {
        return text == null ? json.ascii(",\"message\":null") : member("message", text);
    }

    private JsonBytes member(String name, String value) {
        return json.ascii(",").string(name).ascii(":").string(value);
    }

    private static byte @Nullable [] bytesOf(@Nullable Object body) {
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        return body instanceof byte[] array ? array : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
