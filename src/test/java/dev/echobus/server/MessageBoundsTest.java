package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides of the longest message, and input that closes within one. */
class MessageBoundsTest {

    private static final String LONGEST = "0123456789";
    private static final String TOO_LONG = LONGEST + "x";
    private static final int LINGER_TEST_MS = 60_000;

    @ParameterizedTest
    @EnumSource(names = {"LINE", "LENGTH"})
    void aLongerMessageClosesItsConnectionAlone(FramingKind framing) {
        byte[] fine = Messages.frame(framing, "fine");
        try (var server = start(framing);
                var other = server.connect();
                var client = server.connect()) {
            client.send(fine).send(fine).send(Messages.frame(framing, TOO_LONG)).send(fine);
            assertThat(client.readBytesToEnd())
                    .as("the replies to what came before, and no more")
                    .hasSize(2 * fine.length)
                    .startsWith(fine);

            assertThat(other.send(fine).readBytes(fine.length)).isEqualTo(fine);
            client.closeOutput();
            server.event("opened");
            server.event("opened");
            var closed = server.event("closed");
            assertThat(closed.getString("code")).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(closed.getString("reason")).contains("10").contains("server.messageMaxBytes");
        }
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItEnds() {
        try (var server = start(FramingKind.LINE);
                var client = server.connect()) {
            client.send("fine\n" + TOO_LONG + TOO_LONG);
            assertThat(client.readToEnd()).isEqualTo("fine\n");
        }
    }

    @Test
    void aHugeOrNegativeLengthIsRefusedAtItsHeader() {
        for (byte first : new byte[] {0x7f, (byte) 0xff}) {
            try (var server = start(FramingKind.LENGTH);
                    var client = server.connect()) {
                client.send(Messages.frame(FramingKind.LENGTH, "fine")).send(new byte[] {first, -1, -1, -1});
                assertThat(client.readBytesToEnd()).isEqualTo(Messages.frame(FramingKind.LENGTH, "fine"));
                client.closeOutput();
                server.event("opened");
                assertThat(server.event("closed").getString("code")).isEqualTo("MESSAGE_TOO_LARGE");
            }
        }
    }

    @Test
    void anUnfinishedLastLineIsEchoedAsItCame() {
        try (var server = start(FramingKind.LINE);
                var client = server.connect()) {
            client.send("one\r\n\nlast\r").closeOutput();
            assertThat(client.readToEnd()).isEqualTo("one\r\n\nlast\r");
        }
    }

    @Test
    void anUnfinishedLastLineGetsItsPrefixToo() {
        try (var server = ServerUnderTest.start("server.framing=line", "server.prefix=got: ");
                var client = server.connect()) {
            client.send("one\nlast").closeOutput();
            assertThat(client.readToEnd()).isEqualTo("got: one\ngot: last");
        }
    }

    @Test
    void anUnfinishedRecordClosesWithoutLingering() {
        byte[] fine = Messages.frame(FramingKind.LENGTH, "fine");
        try (var server = start(FramingKind.LENGTH);
                var client = server.connect()) {
            client.send(fine).send(new byte[] {0, 0, 0, 5, 'a'}).closeOutput();
            assertThat(client.readBytesToEnd()).isEqualTo(fine);
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("MESSAGE_TRUNCATED");
        }
    }

    /** A connection that lingers where it need not makes its test time out. */
    private static ServerUnderTest start(FramingKind framing) {
        return ServerUnderTest.start(
                "server.framing=" + framing,
                "server.messageMaxBytes=" + LONGEST.length(),
                "server.lingerTimeoutMs=" + LINGER_TEST_MS);
    }
}
