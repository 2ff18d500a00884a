package dev.echobus.selftest;

import dev.echobus.common.FramingKind;
import dev.echobus.config.ClientConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.ResponderKind;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to {@code echobus.client.echo}, and what must come back: it goes through a server, by TCP. */
final class EchoRequest {

    private static final int BYTE_VALUES = 256;

    private final byte[] payload;
    private final byte[] expected;

    /** Other servers than this node's, and the clients of other nodes, may put anything before what was sent. */
    private final boolean isPrefixKnown;

    private final boolean isAnyAnswerRight;

    EchoRequest(EchobusConfig config) {
        ClientConfig client = config.clientInForce();
        byte[] prefix = config.echoListener().prefixBytes();
        isPrefixKnown = client.servers().isEmpty() && !config.cluster().enabled();
        isAnyAnswerRight = client.usesOwnServer() && config.echoListener().responder() == ResponderKind.BUS;
        payload = Arrays.copyOf(byteValues(), longest(client, prefix.length));
        byte[] before = isPrefixKnown ? prefix : new byte[0];
        expected = Arrays.copyOf(before, before.length + payload.length);
        System.arraycopy(payload, 0, expected, before.length, payload.length);
    }

    private static int longest(ClientConfig client, int prefixBytes) {
        long longest = Math.min(BYTE_VALUES - 1, client.messageMaxBytes());
        if (client.framing() == FramingKind.LENGTH) {
            longest = Math.min(longest, client.framingSpec().lengthMaxBytes() - prefixBytes);
        }
        return (int) Math.max(1, longest);
    }

    /** All but the line feed, which no server with line framing takes. */
    private static byte[] byteValues() {
        var values = new byte[BYTE_VALUES - 1];
        for (int value = 0, index = 0; value < BYTE_VALUES; value++) {
            if (value != '\n') {
                values[index++] = (byte) value;
            }
        }
        return values;
    }

    byte[] payload() {
        return payload.clone();
    }

    /** What is wrong with a reply's body, or empty when it is as it should be. */
    Optional<String> objectionTo(@Nullable Object body) {
        if (!(body instanceof byte[] found)) {
            return Optional.of("expected bytes in reply, found none");
        }
        if (isAnyAnswerRight) {
            return Optional.empty();
        }
        byte[] compared = isPrefixKnown
                ? found
                : Arrays.copyOfRange(found, Math.max(0, found.length - expected.length), found.length);
        int mismatch = Arrays.mismatch(expected, compared);
        return mismatch < 0
                ? Optional.empty()
                : Optional.of("echoed bytes differ from byte " + mismatch + " on, " + found.length + " came back");
    }
}
