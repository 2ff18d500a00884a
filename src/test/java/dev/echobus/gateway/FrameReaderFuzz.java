package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Fuzz target: the JSON of a frame. Any bytes make a frame, which Vert.x takes for JSON too, or a named error. */
public final class FrameReaderFuzz {

    private static final FrameReader READER = new FrameReader(8);

    private FrameReaderFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        FrameReading reading = READER.read(input, input.length);
        // What stands behind it in the array is not of it.
        byte[] longer = Arrays.copyOf(input, input.length + 8);
        Arrays.fill(longer, input.length, longer.length, (byte) '}');
        FrameReading again = READER.read(longer, input.length);
        assertThat(again.getClass()).isEqualTo(reading.getClass());
        FrameReaderTest.assertReadAsByTheParser(READER, input, input.length);
        if (reading instanceof FrameReading.Rejected) {
            assertThat(again).isEqualTo(reading);
        } else {
            assertThat(new JsonObject(new String(input, StandardCharsets.UTF_8)).containsKey("type"))
                    .isTrue();
        }
    }
}
