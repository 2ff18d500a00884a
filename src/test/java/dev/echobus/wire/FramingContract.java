package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every framing holds, for streams of random messages cut at random places; and nothing is ever left unreleased. */
interface FramingContract {

    int ROUNDS = 100;

    /** More pieces of one stream would find no more, and take long. */
    int PIECES_MAX = 1_000;

    BooleanSupplier NEVER = () -> false;

    FrameCodec codec();

    /** A message as it stands on the wire, written without the code under test. */
    String onWire(String payload);

    int shortestBytes();

    /** Where the framing has a maximum, it is this. */
    int longestBytes();

    /** What frames mean together: where messages have no bounds, the stream is all there is. */
    default List<String> meaning(List<String> frames) {
        return frames;
    }

    @Test
    default void messagesDoNotDependOnHowTheStreamIsCut() {
        inManyRounds(random -> {
            List<String> messages = randomMessages(random);
            var wire = new WireUnderTest(codec(), NEVER);
            pieces(messages, random).forEach(wire::read);
            wire.closeInput();
            assertEveryMessageHasCome(messages, wire);
        });
    }

    @Test
    default void aPausedConnectionHandsOnNothingAndLosesNothing() {
        inManyRounds(random -> {
            List<String> messages = randomMessages(random);
            var wire = new WireUnderTest(codec(), () -> random.nextInt(3) > 0);
            for (byte[] piece : pieces(messages, random)) {
                resumeUntilItReads(wire);
                wire.read(piece);
            }
            wire.closeInput();
            resumeUntilItReads(wire);
            assertEveryMessageHasCome(messages, wire);
        });
    }

    @Test
    default void aConnectionThatEndsWhilePausedHoldsNothing() {
        inManyRounds(random -> {
            var wire = new WireUnderTest(codec(), () -> true);
            pieces(randomMessages(random), random).stream()
                    .takeWhile(piece -> !wire.isPaused())
                    .forEach(wire::read);
            assertThat(wire.frames()).hasSize(1);
            wire.assertNothingIsHeld();
        });
    }

    @Test
    default void aFrameIsItsPayloadAsItStandsOnTheWire() {
        for (String payload : List.of(digits(shortestBytes()), "no line ends here\r", digits(longestBytes()))) {
            var wire = new WireUnderTest(codec(), NEVER);
            ByteBuf frame = codec().frame(wire.allocator(), wire.buffer(bytes(payload)));
            assertThat(WireUnderTest.text(frame)).isEqualTo(onWire(payload));
            assertThat(WireUnderTest.text(codec().payload(frame))).isEqualTo(payload);
            assertThat(codec().objection(codec().payload(frame))).isEmpty();
            frame.release();
            wire.assertNothingIsHeld();
        }
    }

    @Test
    default void aPrefixComesBeforeThePayload() {
        String prefix = "I have got: ";
        for (int payloadBytes : new int[] {shortestBytes(), 1, longestBytes() - prefix.length()}) {
            String payload = digits(payloadBytes);
            var wire = new WireUnderTest(codec(), NEVER);
            ByteBuf frame = wire.buffer(bytes(onWire(payload)));
            ByteBuf copied = wire.allocator().directBuffer();
            codec().appendPrefixed(copied, bytes(prefix), frame);
            assertThat(WireUnderTest.text(copied)).isEqualTo(onWire(prefix + payload));
            copied.release();
            ByteBuf reply = codec().prefixed(wire.allocator(), bytes(prefix), frame);
            assertThat(WireUnderTest.text(reply)).isEqualTo(onWire(prefix + payload));
            reply.release();
            wire.assertNothingIsHeld();
        }
    }

    @Test
    default void anEchoIsTheVeryMemoryThatWasRead() {
        var wire = new WireUnderTest(codec(), NEVER);
        ByteBuf read = wire.buffer(bytes(onWire("hello")));
        ByteBuf written = wire.echo(read);
        assertThat(WireUnderTest.text(written)).isEqualTo(onWire("hello"));
        read.setZero(0, read.writerIndex());
        assertThat(WireUnderTest.text(written))
                .isEqualTo("\0".repeat(onWire("hello").length()));
        written.release();
        wire.assertNothingIsHeld();
    }

    /** A framing that marks where messages end: it carries empty ones, and has a maximum. */
    interface Bounded extends FramingContract {

        @Override
        default int shortestBytes() {
            return 0;
        }

        @Test
        default void aMessageOfTheMaximumIsHandedOnAndOneByteMoreIsAFault() {
            String longest = onWire(digits(longestBytes()));
            var wire = new WireUnderTest(codec(), NEVER);
            wire.read(bytes(longest + longest));
            assertThat(wire.frames()).containsExactly(longest, longest);
            assertThat(wire.faults()).isEmpty();

            wire.read(bytes(onWire(digits(longestBytes() + 1))));
            assertThat(wire.frames()).hasSize(2);
            assertThat(wire.faults()).containsExactly(WireFault.Kind.MESSAGE_TOO_LARGE);
            wire.assertNothingIsHeld();
        }

        @Test
        default void onePayloadByteOverTheMaximumIsObjectedTo() {
            assertThat(codec().objection(Unpooled.wrappedBuffer(new byte[longestBytes() + 1])))
                    .get()
                    .asString()
                    .contains(longestBytes() + 1 + " bytes, at most " + longestBytes());
        }
    }

    private static void inManyRounds(Consumer<Random> round) {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            try {
                round.accept(random);
            } catch (AssertionError failed) {
                throw new AssertionError("round " + i + " with seed " + seed, failed);
            }
        }
    }

    private void assertEveryMessageHasCome(List<String> messages, WireUnderTest wire) {
        assertThat(meaning(wire.frames()))
                .isEqualTo(meaning(messages.stream().map(this::onWire).toList()));
        assertThat(wire.faults()).isEmpty();
        assertThat(wire.isInputClosed()).as("the end has come").isTrue();
        wire.assertNothingIsHeld();
    }

    private List<String> randomMessages(Random random) {
        List<String> messages = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            int over = random.nextInt(10) == 0 ? longestBytes() : Math.min(100, longestBytes());
            byte[] payload = new byte[shortestBytes() + random.nextInt(over - shortestBytes() + 1)];
            random.nextBytes(payload);
            messages.add(WireUnderTest.text(payload).replace('\n', ' '));
        }
        return messages;
    }

    private List<byte[]> pieces(List<String> messages, Random random) {
        String stream = String.join("", messages.stream().map(this::onWire).toList());
        int pieceMaxBytes = Math.max(1 << random.nextInt(17), 2 * stream.length() / PIECES_MAX);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < stream.length(); ) {
            int to = Math.min(stream.length(), from + 1 + random.nextInt(pieceMaxBytes));
            pieces.add(bytes(stream.substring(from, to)));
            from = to;
        }
        return pieces;
    }

    private static void resumeUntilItReads(WireUnderTest wire) {
        while (wire.isPaused()) {
            wire.resume();
        }
    }

    private static String digits(int length) {
        return "0123456789".repeat(length / 10 + 1).substring(0, length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
