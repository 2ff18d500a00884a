package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Fuzz target: what a SockJS client sends. Any bytes make frames, at most as long as they, and the frames that Vert.x finds. */
public final class SockJsReaderFuzz {

    private static final int FRAMES_MAX = 256;

    private static final SockJsReader READER = new SockJsReader();

    private SockJsReaderFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> frames = READER.read(input, input.length);
        assertThat(frames).hasSizeLessThanOrEqualTo(FRAMES_MAX);
        assertThat(frames.stream().mapToInt(frame -> frame.length).sum())
                .isLessThanOrEqualTo(Math.max(1, input.length));
        List<byte[]> again = READER.read(Arrays.copyOf(input, input.length + 8), input.length);
        assertThat(again).hasSameSizeAs(frames);
        for (int index = 0; index < frames.size(); index++) {
            assertThat(again.get(index)).isEqualTo(frames.get(index));
        }
        List<String> texts = frames.stream()
                .map(frame -> new String(frame, StandardCharsets.UTF_8))
                .toList();
        if (frames.stream().allMatch(frame -> frame.length > 0 && Utf8.isValid(frame, frame.length))) {
            assertThat(texts).isEqualTo(vertxs(input));
        }
    }

    private static List<?> vertxs(byte[] input) {
        if (input.length == 0) {
            return List.of();
        }
        try {
            Object value = Json.decodeValue(new String(input, StandardCharsets.UTF_8));
            return value instanceof JsonArray array ? array.getList() : List.of(String.valueOf(value));
        } catch (DecodeException malformed) {
            throw new AssertionError("frames of what is no JSON", malformed);
        }
    }
}
