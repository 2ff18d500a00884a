package dev.echobus.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Vert.x itself writes passes in any pieces; no length in it may reach beyond it. */
class BusFramesTest {

    private static final int MAX_BYTES = 4_096;

    /** Where the fields of a message to "a" begin: its length, version, codec and kind go before. */
    private static final int CODEC_AT = 5;

    private static final int ADDRESS_LENGTH_AT = 7;

    @Test
    void whatVertxWritesPassesInAnyPieces() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var stream = new ByteArrayOutputStream();
        var all = messages();
        all.forEach(stream::writeBytes);
        byte[] bytes = stream.toByteArray();
        for (int round = 0; round < 200; round++) {
            var frames = new BusFrames(MAX_BYTES);
            int at = 0;
            while (at < bytes.length) {
                int size = Math.min(bytes.length - at, 1 + random.nextInt(round + 1));
                assertThat(follow(frames, Arrays.copyOfRange(bytes, at, at + size)))
                        .as("seed %d, from %d", seed, at)
                        .isEmpty();
                at += size;
            }
            assertThat(frames.messages()).isEqualTo(all.size());
            assertThat(frames.isWithinMessage()).isFalse();
            assertThat(frames.unfinishedBytes()).isZero();
        }
    }

    @Test
    void anUnfinishedMessageCountsAsWhatHasComeOfIt() {
        byte[] message = BusMessages.encoded("a", "hello", null);
        var frames = new BusFrames(MAX_BYTES);
        follow(frames, Arrays.copyOf(message, 3));
        assertThat(frames.isWithinMessage()).isTrue();
        assertThat(frames.unfinishedBytes()).isZero();
        follow(frames, Arrays.copyOfRange(message, 3, message.length - 1));
        assertThat(frames.announcedBytes()).isEqualTo(message.length - 4);
        assertThat(frames.unfinishedBytes()).isEqualTo(message.length - 5);
        follow(frames, Arrays.copyOfRange(message, message.length - 1, message.length));
        assertThat(frames.isWithinMessage()).isFalse();
        assertThat(frames.messages()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 18, MAX_BYTES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aLengthThatNoMessageHasIsRefusedAtOnce(int length) {
        assertThat(follow(
                        new BusFrames(MAX_BYTES),
                        ByteBuffer.allocate(4).putInt(length).array()))
                .hasValueSatisfying(objection -> assertThat(objection)
                        .contains(Integer.toUnsignedString(length) + " bytes, expected 19 to 4096"));
    }

    @Test
    void bothEndsOfTheBoundPass() {
        byte[] shortest = BusMessages.encoded("", null, null);
        byte[] empty = BusMessages.encoded("a", Buffer.buffer(), null);
        byte[] longest = BusMessages.encoded("a", Buffer.buffer(new byte[MAX_BYTES + 4 - empty.length]), null);
        byte[] tooLong = BusMessages.encoded("a", Buffer.buffer(new byte[MAX_BYTES + 5 - empty.length]), null);
        assertThat(follow(new BusFrames(MAX_BYTES), shortest)).isEmpty();
        assertThat(follow(new BusFrames(MAX_BYTES), longest)).isEmpty();
        assertThat(follow(new BusFrames(MAX_BYTES), tooLong)).isPresent();
    }

    @Test
    void noLengthInAMessageReachesBeyondIt() {
        byte[] message = BusMessages.encoded(
                "a", "hello", MultiMap.caseInsensitiveMultiMap().add("key", "value"));
        for (int at = ADDRESS_LENGTH_AT; at + 4 <= message.length; at++) {
            for (int length : new int[] {Integer.MAX_VALUE, -1, message.length}) {
                byte[] changed = message.clone();
                ByteBuffer.wrap(changed).putInt(at, length);
                var frames = new BusFrames(MAX_BYTES);
                boolean isText = follow(frames, changed).isEmpty();
                // Where text stood any bytes may stand.
                assertThat(isText && frames.isWithinMessage()).as("at %d", at).isFalse();
            }
        }
    }

    @Test
    void javasOwnSerializationAndUnknownKindsAreRefused() {
        for (int codec : new int[] {16, 17, 18, 127, -2}) {
            byte[] message = BusMessages.encoded("a", "hello", null);
            message[CODEC_AT] = (byte) codec;
            assertThat(follow(new BusFrames(MAX_BYTES), message))
                    .hasValue("a body of kind " + codec + ", which members do not send");
        }
    }

    @Test
    void tlsIsCalledByItsName() {
        assertThat(follow(new BusFrames(MAX_BYTES), new byte[] {0x16, 3, 1, 2, 0, 1}))
                .hasValueSatisfying(objection -> assertThat(objection).startsWith("TLS, "));
    }

    @Test
    void noiseNeverThrows() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = BusMessages.ping();
            for (int change = random.nextInt(6); change >= 0; change--) {
                noise[4 + random.nextInt(noise.length - 4)] = (byte) random.nextInt();
            }
            var frames = new BusFrames(MAX_BYTES);
            follow(frames, noise);
            assertThat(frames.unfinishedBytes()).as("seed %d", seed).isBetween(0, MAX_BYTES);
        }
    }

    private static List<byte[]> messages() {
        var all = new ArrayList<byte[]>();
        var headers =
                MultiMap.caseInsensitiveMultiMap().add("timeoutMs", "5000").add("empty", "");
        Object[] bodies = {
            null,
            (byte) 1,
            true,
            (short) 2,
            3,
            4L,
            5f,
            6.0,
            "text",
            "",
            'c',
            Buffer.buffer("bytes"),
            new byte[300],
            new JsonObject().put("a", 1),
            new JsonArray().add("é"),
            new ReplyException(ReplyFailure.TIMEOUT, 3, "why"),
            new ReplyException(ReplyFailure.NO_HANDLERS)
        };
        for (Object body : bodies) {
            all.add(BusMessages.encoded("echobus.client.echo", body, null));
            all.add(BusMessages.encoded("é", body, headers));
            all.add(BusMessages.ping());
        }
        return all;
    }

    private static Optional<String> follow(BusFrames frames, byte[] bytes) {
        return frames.follow(Unpooled.wrappedBuffer(bytes));
    }
}
