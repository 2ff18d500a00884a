package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.gateway.FrameReading.Rejected;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes make a frame or a named error, and text goes through reader and writer unharmed. */
class FrameReaderTest {

    private static final String WHOLE = "{\"type\":\"send\",\"address\":\"a.b\",\"replyAddress\":\"r\",\"ack\":\"k\","
            + "\"headers\":{\"a\":\"\\u20ac\",\"encoding\":\"base64\"},\"body\":\"AAECAw==\",\"failureCode\":3,\"message\":\"m\"}";

    @Test
    void anyChangeOfAFrameIsAFrameOrANamedError() {
        var reader = new FrameReader(8);
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = Arrays.copyOf(whole, whole.length);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:\\0".charAt(random.nextInt(9)));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            FrameReading reading;
            try {
                reading = reader.read(bytes, length);
            } catch (RuntimeException escaped) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(bytes, 0, length, StandardCharsets.UTF_8), escaped);
            }
            assertThat(reading instanceof Inbound || reading instanceof Rejected)
                    .isTrue();
        }
    }

    @Test
    void utf8IsWhatTheJdksDecoderTakes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        int[] leads = {
            0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4,
            0xf5, 0xff, 0x9f, 0xa0, 0x8f, 0x90
        };
        for (int round = 0; round < 500_000; round++) {
            byte[] bytes = new byte[random.nextInt(7)];
            for (int index = 0; index < bytes.length; index++) {
                bytes[index] = (byte) leads[random.nextInt(leads.length)];
            }
            boolean isValid;
            try {
                decoder.decode(java.nio.ByteBuffer.wrap(bytes));
                isValid = true;
            } catch (java.nio.charset.CharacterCodingException malformed) {
                isValid = false;
            }
            assertThat(Utf8.isValid(bytes, bytes.length))
                    .as("seed %d: %s", seed, Arrays.toString(bytes))
                    .isEqualTo(isValid);
        }
    }

    @Test
    void textIsWrittenAsJsonsOwnEncoderDoes() {
        var random = new Random(7);
        var json = new JsonBytes();
        for (int round = 0; round < 5_000; round++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.appendCodePoint(random.nextInt(3) == 0 ? random.nextInt(0x80) : nextPoint(random));
            }
            json.reset();
            json.string(text.toString());
            String written = new String(json.array(), 0, json.length(), StandardCharsets.UTF_8);
            assertThat(new JsonArray("[" + written + "]").getString(0)).isEqualTo(text.toString());
        }
        json.reset();
        json.string("half \ud83d pair");
        assertThat(new String(json.array(), 0, json.length(), StandardCharsets.UTF_8))
                .isEqualTo("\"half \\ud83d pair\"");
    }

    @Test
    void membersMayComeInAnyOrderAndTheLastOfANameCounts() {
        byte[] bytes =
                "{\"body\":\"AQ==\",\"x\":[{}],\"headers\":{\"encoding\":\"base64\"},\"type\":\"ping\",\"address\":\"a\",\"type\":\"publish\"}"
                        .getBytes(StandardCharsets.UTF_8);
        var publish = (Inbound.Publish) new FrameReader(4).read(bytes, bytes.length);
        assertThat(publish.content().body()).hasToString("\u0001");
        assertThat(publish.content().headers()).isNull();
    }

    @Test
    void numbersAreThoseOfVertxsOwnParser() {
        String body = "[0,-1,2147483648,12345678901234567890,1.0,1e3,0.1]";
        byte[] bytes = ("{\"type\":\"send\",\"address\":\"a\",\"body\":" + body + "}").getBytes(StandardCharsets.UTF_8);
        var send = (Inbound.Send) new FrameReader(4).read(bytes, bytes.length);
        assertThat(send.content().body()).isEqualTo(new JsonObject("{\"b\":" + body + "}").getJsonArray("b"));
    }

    private static int nextPoint(Random random) {
        int point = random.nextInt(0x110000);
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
    }
}
