package dev.echobus.common;

/**
 * How a listener cuts bytes into messages, and so how its clients must.
 *
 * @param kind what ends a message
 * @param lengthFieldBytes width of the length before each message in length framing: 1, 2 or 4
 */
public record FramingSpec(FramingKind kind, int lengthFieldBytes) {

    /** Refuses a width that length framing does not have. */
    public FramingSpec {
        if (!isLengthFieldWidth(lengthFieldBytes)) {
            throw new IllegalArgumentException("lengthFieldBytes: expected 1, 2 or 4, found " + lengthFieldBytes);
        }
    }

    /** True for the widths that a length may have. */
    public static boolean isLengthFieldWidth(int bytes) {
        return bytes == 1 || bytes == 2 || bytes == 4;
    }

    /** The greatest length that its field can tell, in length framing. */
    public long lengthMaxBytes() {
        return (1L << (Byte.SIZE * lengthFieldBytes)) - 1;
    }
}
