package dev.echobus.selftest;

import dev.echobus.common.FramingKind;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.config.ResponderKind;
import dev.echobus.dialogue.EchoSeries.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * What is sent to a listener: short messages that nobody else sends, every byte value, and a long one; each no longer than
 * the listener takes it, and without what ends a message there.
 */
final class EchoMessages implements Payloads {

    static final int SHORT_COUNT = 4;

    private static final int BYTE_VALUES = 256;

    /** Many reads of the node, and more than a segment of TCP on loopback. */
    private static final int LONG_MAX_BYTES = 65_536;

    /** Of a second's bytes that a limit of rates lets through: the rest is the clients'. */
    private static final int RATE_SHARE = 4;

    /** The same bytes each time, in no order that a defect could have too. */
    private static final long SEED = 862;

    private static final byte LINE_FEED = '\n';
    private static final byte NO_LINE_FEED = ' ';

    private final int longestBytes;
    private final int replyMaxBytes;
    private final boolean isLine;
    private final List<byte[]> checked;

    EchoMessages(ListenerConfig listener, NodeLimits limits) {
        isLine = listener.framing().kind() == FramingKind.LINE;
        longestBytes = longest(listener, limits.messageMaxBytes());
        // What the bus answers may be longer than what it was asked.
        replyMaxBytes = Math.max(longestBytes, limits.messageMaxBytes()) + listener.prefixBytes().length;
        checked = isAnswerKnown(listener) ? checked(isCut(listener), limits) : List.of();
    }

    /** What the bus answers is not known here. */
    private static boolean isAnswerKnown(ListenerConfig listener) {
        return listener.responder() == ResponderKind.ECHO;
    }

    /** In raw framing each read is a message, and a long one comes by several: then as many prefixes come back. */
    private static boolean isCut(ListenerConfig listener) {
        return listener.framing().kind() == FramingKind.RAW && listener.prefixBytes().length > 0;
    }

    private static int longest(ListenerConfig listener, int messageMaxBytes) {
        return switch (listener.framing().kind()) {
            case RAW -> LONG_MAX_BYTES;
            case LINE -> Math.min(LONG_MAX_BYTES, messageMaxBytes);
            case LENGTH -> {
                // The reply has the prefix within its length.
                long replyMaxBytes = listener.framing().lengthMaxBytes() - listener.prefixBytes().length;
                yield (int) Math.max(1, Math.min(LONG_MAX_BYTES, Math.min(messageMaxBytes, replyMaxBytes)));
            }
        };
    }

    private List<byte[]> checked(boolean isCut, NodeLimits limits) {
        var messages = new ArrayList<byte[]>();
        byte[] values = byteValues();
        for (int from = 0; from < values.length; from += longestBytes) {
            messages.add(Arrays.copyOfRange(values, from, Math.min(values.length, from + longestBytes)));
        }
        if (!isCut) {
            messages.add(noise((int) Math.min(longestBytes, sharedBytes(limits))));
        }
        return List.copyOf(messages);
    }

    private byte[] byteValues() {
        var values = new byte[isLine ? BYTE_VALUES - 1 : BYTE_VALUES];
        for (int value = 0, index = 0; value < BYTE_VALUES; value++) {
            if (!isLine || value != LINE_FEED) {
                values[index++] = (byte) value;
            }
        }
        return values;
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        for (int i = 0; isLine && i < length; i++) {
            bytes[i] = bytes[i] == LINE_FEED ? NO_LINE_FEED : bytes[i];
        }
        return bytes;
    }

    private static long sharedBytes(NodeLimits limits) {
        return LongStream.of(limits.connectionBytesPerSecondMax(), limits.bytesPerSecondMax())
                .filter(limit -> limit > 0)
                .map(limit -> Math.max(1, limit / RATE_SHARE))
                .min()
                .orElse(LONG_MAX_BYTES);
    }

    /** Longest reply that comes back whole. */
    int replyMaxBytes() {
        return replyMaxBytes;
    }

    int count() {
        return SHORT_COUNT + checked.size();
    }

    /** Of all of them. */
    long totalBytes() {
        long total = 0;
        for (int number = 0; number < count(); number++) {
            total += length(number);
        }
        return total;
    }

    int length(int number) {
        // Any text of the form will do: all are of one length.
        return of("00000000-0000-0000-0000-000000000000", number).length;
    }

    @Override
    public byte[] of(String unique, int number) {
        if (number >= SHORT_COUNT) {
            return checked.get(number - SHORT_COUNT).clone();
        }
        byte[] text = ("selftest-" + unique + "-" + number).getBytes(StandardCharsets.US_ASCII);
        // Its end is what differs.
        return Arrays.copyOfRange(text, Math.max(0, text.length - longestBytes), text.length);
    }
}
