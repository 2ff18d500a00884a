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

    private static final String PLAIN = "{\"type\":\"send\",\"address\":\"a.b\",\"replyAddress\":\"r\",\"ack\":\"k\","
            + " \"headers\": {},\"body\":\"\u20ac\",\"token\":\"t\",\"message\":\"m\"}";

    @Test
    void anyChangeOfAFrameIsAFrameOrANamedError() {
        var reader = new FrameReader(8);
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200_000; round++) {
            byte[] whole = (random.nextBoolean() ? WHOLE : PLAIN).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(whole, whole.length);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:\\0".charAt(random.nextInt(9)));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            FrameReading reading;
            try {
                reading = reader.read(bytes, length);
                assertReadAsByTheParser(reader, bytes, length);
            } catch (RuntimeException escaped) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(bytes, 0, length, StandardCharsets.UTF_8), escaped);
            }
            assertThat(reading instanceof Inbound || reading instanceof Rejected)
                    .isTrue();
        }
    }

    @Test
    void aPlainFrameTakesNoParserAndIsTheSame() {
        var reader = new FrameReader(8);
        String[] plain = {
            "{\"type\":\"ping\"}",
            " {\t\"type\" :\r\n \"send\", \"address\":\"a\",\"replyAddress\":\"1\",\"headers\":{ },\"body\":\"\u20ac\ud83d\ude00\u007f\"}\n",
            "{\"type\":\"publish\",\"address\":\"first\",\"address\":\"last\",\"body\":\"\",\"ack\":\"k\"}",
            "{\"type\":\"register\",\"address\":\"\"}",
            "{\"token\":\"secret\",\"type\":\"auth\"}",
            "{\"type\":\"send\",\"address\":\"a\",\"failureCode\":\"1\",\"message\":\"m\"}",
        };
        for (String frame : plain) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            assertThat(assertReadAsByTheParser(reader, bytes, bytes.length))
                    .as(frame)
                    .isTrue();
        }
        String[] others = {
            "{\"type\":\"ping\"}}",
            "{\"type\":\"send\",\"address\":\"a\",\"headers\":\"h\"}",
            "{\"type\":\"send\",\"address\":\"a\",\"headers\":{\"h\":\"v\"}}",
            "{\"type\":\"send\",\"address\":\"a\\u0062\"}",
        };
        for (String frame : others) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            assertThat(assertReadAsByTheParser(reader, bytes, bytes.length))
                    .as(frame)
                    .isFalse();
        }
        byte[] longer = "{\"type\":\"ping\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(assertReadAsByTheParser(reader, longer, longer.length - 1)).isTrue();
    }

    /** False when it takes a parser in any case. */
    static boolean assertReadAsByTheParser(FrameReader reader, byte[] bytes, int length) {
        boolean isUtf8 = Utf8.isValid(bytes, length);
        FrameFields fields = isUtf8 ? new PlainFrames().read(bytes, length) : null;
        if (fields != null) {
            assertThat(fields.toFrame()).isEqualTo(reader.parse(bytes, length));
        }
        return fields != null;
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
