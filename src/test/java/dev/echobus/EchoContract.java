package dev.echobus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every way of having messages echoed holds, whichever sockets, framings and buses it leads over. */
interface EchoContract {

    /** Longer than any read, and the maximum wherever there is one. */
    int LONGEST_BYTES = 300_000;

    /** Sends these messages at once, over one connection where there is one; the replies in order, as far as they come. */
    List<Buffer> echo(List<Buffer> messages);

    /** What each reply starts with. */
    default String prefix() {
        return "";
    }

    @Test
    default void aByteOfAnyValueComesBack() {
        var message = Buffer.buffer();
        IntStream.range(0, 256).filter(value -> value != '\n').forEach(value -> message.appendByte((byte) value));
        assertComeBack(List.of(message, Buffer.buffer("\r"), Buffer.buffer("grüße")), 0);
    }

    @Test
    default void thousandsOfMessagesComeBackInTheirOrder() {
        long seed = System.nanoTime();
        assertComeBack(randomMessages(5_000, 1_000, seed), seed);
    }

    @Test
    default void messagesLongerThanAReadComeBackWhole() {
        long seed = System.nanoTime();
        assertComeBack(randomMessages(60, LONGEST_BYTES, seed), seed);
    }

    @Test
    default void usersAtTheSameTimeEachGetTheirOwn() {
        long seed = System.nanoTime();
        IntStream.range(0, 8)
                .mapToObj(user ->
                        Background.run(() -> assertComeBack(randomMessages(300, 2_000, seed + user), seed + user)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** A way that keeps messages apart, and so knows empty ones and those that are too long. */
    interface Bounded extends EchoContract {

        @Test
        default void anEmptyMessageComesBack() {
            assertComeBack(List.of(Buffer.buffer(), Buffer.buffer("between"), Buffer.buffer()), 0);
        }

        @Test
        default void aMessageOfTheMaximumComesBackAndOneByteMoreDoesNot() {
            var longest = Buffer.buffer(new byte[LONGEST_BYTES]);
            var tooLong = longest.copy().appendByte((byte) 0);
            assertComeBack(List.of(longest, longest), 0);
            assertThat(echo(List.of(longest, tooLong))).containsExactly(replyTo(longest));
            assertComeBack(List.of(longest), 0);
        }
    }

    default void assertComeBack(List<Buffer> messages, long seed) {
        List<Buffer> replies = echo(messages);
        assertThat(replies).as("replies, seed %d", seed).hasSameSizeAs(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(replies.get(i)).as("reply %d, seed %d", i, seed).isEqualTo(replyTo(messages.get(i)));
        }
    }

    default Buffer replyTo(Buffer message) {
        return Buffer.buffer(prefix()).appendBuffer(message);
    }

    /** Bytes that every framing can carry. */
    private static List<Buffer> randomMessages(int count, int bytesMax, long seed) {
        var random = new Random(seed);
        List<Buffer> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[1 + random.nextInt(bytesMax)];
            random.nextBytes(bytes);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = bytes[at] == '\n' ? (byte) ' ' : bytes[at];
            }
            messages.add(Buffer.buffer(bytes));
        }
        return messages;
    }
}
