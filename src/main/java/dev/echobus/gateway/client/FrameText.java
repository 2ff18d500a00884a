package dev.echobus.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.echobus.bus.link.BusMessage;
import io.vertx.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the JSON of frames to a gateway. Jackson's streams alone, but for bodies of JSON: Vert.x's take a tenth of a second to load. */
final class FrameText {

    /** Header that says that a body's text is base64, and stands for those bytes. */
    static final String ENCODING = "encoding";

    static final String BASE64 = "base64";

    /** As the gateway has it: how many milliseconds a request may take. */
    private static final String TIMEOUT = "timeout";

    /** The frame's own bound is what a text may have. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final JsonGenerator json;

    private FrameText(String type) throws IOException {
        json = FACTORY.createGenerator(bytes);
        json.writeStartObject();
        json.writeStringField("type", type);
    }

    /** Something that writes members. */
    private interface Members {
        void writeTo(FrameText frame) throws IOException;
    }

    /** A frame with a name of its own under which the gateway says what became of it. */
    static byte[] acknowledged(String type, String ack, String member, String value) {
        return write(type, frame -> {
            frame.json.writeStringField(member, value);
            frame.json.writeStringField("ack", ack);
        });
    }

    static byte[] ping() {
        return write("ping", frame -> {});
    }

    /** A message that the gateway acknowledges, or none where {@code ack} is null. */
    static byte[] message(String type, @Nullable String ack, BusMessage message) {
        return write(type, frame -> {
            frame.message(message, 0);
            if (ack != null) {
                frame.json.writeStringField("ack", ack);
            }
        });
    }

    static byte[] request(String replyAddress, BusMessage message, int timeoutMs) {
        return write("send", frame -> {
            frame.message(message, timeoutMs);
            frame.json.writeStringField("replyAddress", replyAddress);
        });
    }

    private static byte[] write(String type, Members members) {
        try {
            var frame = new FrameText(type);
            members.writeTo(frame);
            frame.json.writeEndObject();
            frame.json.close();
            return frame.bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot be written", impossible);
        }
    }

    private void message(BusMessage message, int timeoutMs) throws IOException {
        json.writeStringField("address", message.address());
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
        }
        if (timeoutMs > 0 && !message.headers().containsKey(TIMEOUT)) {
            json.writeNumberField(TIMEOUT, timeoutMs);
        }
        if (message.body() instanceof byte[]) {
            json.writeStringField(ENCODING, BASE64);
        }
        json.writeEndObject();
        json.writeFieldName("body");
        body(message.body());
    }

    private void body(@Nullable Object body) throws IOException {
        if (body instanceof String text) {
            json.writeString(text);
        } else if (body instanceof byte[] binary) {
            json.writeString(Base64.getEncoder().encodeToString(binary));
        } else if (body == null) {
            json.writeNull();
        } else {
            json.writeRawValue(Json.encode(body));
        }
    }
}
