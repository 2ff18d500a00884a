package dev.echobus.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.TestConfigs;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to a listener fits its framing and its limits, and holds what it can. */
class EchoMessagesTest {

    private static final int BYTE_VALUES = 256;

    @Test
    void inRawFramingAllByteValuesAndALongMessageAreSent() {
        List<byte[]> messages = messages("server.framing=raw");
        assertThat(messages).hasSize(EchoMessages.SHORT_COUNT + 2);
        assertThat(values(messages)).isEqualTo(BYTE_VALUES);
        assertThat(messages).last().satisfies(longest -> assertThat(longest).hasSize(65_536));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 255, 256, 65_536, 70_000})
    void aLineIsNoLongerThanTheListenerTakesItAndHoldsNoLineFeed(int messageMaxBytes) {
        List<byte[]> messages = messages("server.framing=line", "server.messageMaxBytes=" + messageMaxBytes);
        assertThat(messages).allSatisfy(message -> {
            assertThat(message).hasSizeBetween(1, Math.min(65_536, messageMaxBytes));
            assertThat(message).doesNotContain('\n');
        });
        assertThat(values(messages)).isEqualTo(BYTE_VALUES - 1);
        assertThat(messages)
                .last()
                .satisfies(longest -> assertThat(longest).hasSize(Math.min(65_536, messageMaxBytes)));
    }

    @Test
    void aRecordLeavesRoomForThePrefixOfItsReply() {
        List<byte[]> messages =
                messages("server.framing=length", "server.lengthFieldBytes=1", "server.prefix=0123456789");
        assertThat(messages).allSatisfy(message -> assertThat(message).hasSizeBetween(1, 245));
        assertThat(messages).last().satisfies(longest -> assertThat(longest).hasSize(245));
        assertThat(values(messages)).isEqualTo(BYTE_VALUES);
    }

    @Test
    void noMessageIsSentThatAPrefixWouldBePutIntoTwice() {
        assertThat(messages("server.prefix=> "))
                .allSatisfy(message -> assertThat(message).hasSizeBetween(1, BYTE_VALUES));
    }

    @Test
    void aLimitOfRatesIsNotUsedUp() {
        assertThat(messages("server.connectionBytesPerSecondMax=4000", "server.bytesPerSecondMax=8000"))
                .last()
                .satisfies(longest -> assertThat(longest).hasSize(1_000));
    }

    @Test
    void whereTheBusAnswersAFewShortOnesDo() {
        assertThat(messages("server.responder=bus")).hasSize(EchoMessages.SHORT_COUNT);
    }

    @Test
    void noTwoShortOnesAreTheSameAndNoTwoRuns() {
        List<String> texts = Stream.of("first", "second")
                .flatMap(run -> IntStream.range(0, EchoMessages.SHORT_COUNT)
                        .mapToObj(number -> new String(of().of(run, number))))
                .toList();
        assertThat(texts).doesNotHaveDuplicates();
    }

    private static EchoMessages of(String... settings) {
        EchobusConfig config = TestConfigs.of(settings);
        return new EchoMessages(config.echoListener(), config.server().limits());
    }

    private static List<byte[]> messages(String... settings) {
        EchoMessages messages = of(settings);
        return IntStream.range(0, messages.count())
                .mapToObj(number -> messages.of("9d4e0a31-7b1f-4c36-9a55-0c7f8a2b6d10", number))
                .toList();
    }

    private static int values(List<byte[]> messages) {
        var values = new BitSet();
        // Noise may hold all of them by chance.
        messages.subList(EchoMessages.SHORT_COUNT, messages.size() - 1)
                .forEach(message -> IntStream.range(0, message.length)
                        .forEach(index -> values.set(Byte.toUnsignedInt(message[index]))));
        return values.cardinality();
    }
}
