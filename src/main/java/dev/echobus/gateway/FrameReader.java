package dev.echobus.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.echobus.gateway.FrameReading.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads the JSON of a frame: whatever the bytes are, a frame of the protocol or the name of what is wrong with them comes
 * out, nothing is thrown. Bounded by the frame's length and {@code gateway.jsonDepthMax}. Keeps nothing of the bytes. Event loop only.
 */
final class FrameReader {

    private final JsonFactory factory;
    private final int depthMax;
    private final PlainFrames plain = new PlainFrames();

    FrameReader(int depthMax) {
        this.depthMax = depthMax;
        // The frame's own bound is what a text may have; the depth is counted here, so that it can be named.
        var constraints = StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNestingDepth(Integer.MAX_VALUE)
                .build();
        factory = new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(constraints)
                .build();
    }

    /** Reads so many bytes from the start. */
    FrameReading read(byte[] bytes, int length) {
        if (!Utf8.isValid(bytes, length)) {
            return Rejected.of(GatewayError.INVALID_UTF8);
        }
        FrameFields fields = plain.read(bytes, length);
        return fields == null ? parse(bytes, length) : fields.toFrame();
    }

    /** The same by the parser alone, of bytes that are UTF-8. */
    FrameReading parse(byte[] bytes, int length) {
        if (Utf8.looksLikeAnother(bytes, length)) {
            return Rejected.of(GatewayError.INVALID_JSON);
        }
        try (JsonParser parser = factory.createParser(bytes, 0, length)) {
            return read(parser);
        } catch (JsonValues.TooDeepException tooDeep) {
            return new Rejected(GatewayError.TOO_DEEP, "at most " + depthMax + " levels", FrameReading.Origin.NONE);
        } catch (JsonProcessingException | IllegalStateException malformed) {
            // Names made to collide in the parser's table are an IllegalStateException.
            return Rejected.of(GatewayError.INVALID_JSON);
        } catch (IOException impossible) {
            throw new UncheckedIOException("bytes in memory cannot be read", impossible);
        }
    }

    private FrameReading read(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        var values = new JsonValues(parser, depthMax);
        var fields = new FrameFields();
        boolean isObject = first == JsonToken.START_OBJECT;
        if (isObject) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                FrameMember member = FrameMember.of(parser.currentName());
                if (member == null) {
                    values.skipNext();
                } else {
                    fields.take(member, values.next());
                }
            }
        } else if (first != null) {
            values.skip();
        }
        if (first == null || parser.nextToken() != null) {
            return Rejected.of(GatewayError.INVALID_JSON);
        }
        return isObject ? fields.toFrame() : Rejected.of(GatewayError.NOT_AN_OBJECT);
    }
}
