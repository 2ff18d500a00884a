package dev.echobus.load.plan;

import dev.echobus.common.FramingKind;
import java.nio.charset.StandardCharsets;

/**
 * How messages lie on the wire, there and back: what stands before a payload, and what behind it. Immutable.
 *
 * @param kind raw, line or length
 * @param lengthFieldBytes width of the length in length framing: 1, 2 or 4
 * @param prefix text that the server puts before each echo, or empty
 * @param isStamped each message asks for a stamp behind its echo
 */
public record Framing(FramingKind kind, int lengthFieldBytes, String prefix, boolean isStamped) {

    /** The only width of a length that has a bit to spare, by which a message asks for a stamp. */
    static final int STAMPED_LENGTH_FIELD_BYTES = 4;

    private static final byte LINE_FEED = '\n';

    /** The highest bit of a length of four bytes. */
    private static final int STAMP_MARK = 1 << 31;

    /** Of messages that ask for no stamp. */
    public Framing(FramingKind kind, int lengthFieldBytes, String prefix) {
        this(kind, lengthFieldBytes, prefix, false);
    }

    /** True when nothing marks where a message ends. */
    public boolean isRaw() {
        return kind == FramingKind.RAW;
    }

    /** True when the bytes that come back are the bytes sent, so that runs of messages can be compared as one. */
    public boolean isPlain() {
        return isRaw() && prefix.isEmpty();
    }

    /** True when a payload may hold no line feed. */
    public boolean isText() {
        return kind == FramingKind.LINE;
    }

    /** The prefix in UTF-8; a new array. */
    public byte[] prefixBytes() {
        return prefix.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes behind a payload. */
    public int trailerBytes() {
        return kind == FramingKind.LINE ? 1 : 0;
    }

    /** The byte behind a line. */
    public static byte trailer() {
        return LINE_FEED;
    }

    /** Bytes before a payload, there and back: those of its length. */
    public int headerBytes() {
        return kind == FramingKind.LENGTH ? lengthFieldBytes : 0;
    }

    /** What the length before a message has beside the length itself. */
    public int lengthMark() {
        return isStamped ? STAMP_MARK : 0;
    }

    /** True where messages may ask for a stamp. */
    boolean hasRoomForMark() {
        return kind == FramingKind.LENGTH && lengthFieldBytes == STAMPED_LENGTH_FIELD_BYTES;
    }

    /** Longest payload, prefix included, that the length field can tell. */
    long payloadMaxBytes() {
        return kind == FramingKind.LENGTH && lengthFieldBytes < 4
                ? (1L << (8 * lengthFieldBytes)) - 1
                : LoadLimits.MESSAGE_MAX_BYTES;
    }
}
