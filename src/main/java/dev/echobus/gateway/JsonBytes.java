package dev.echobus.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON text in UTF-8 while it is written, in one array that is used again. Event loop only; the array is given up once
 * it has grown beyond {@link #KEPT_MAX_BYTES}.
 */
final class JsonBytes {

    private static final int INITIAL_BYTES = 4_096;

    /** What an event loop keeps for its next frame. */
    private static final int KEPT_MAX_BYTES = 262_144;

    private static final byte[] QUOTE = {'"'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;

    void reset() {
        length = 0;
        if (bytes.length > KEPT_MAX_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    /** The array; what was written is at its start. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    JsonBytes raw(byte[] more) {
        return raw(more, 0, more.length);
    }

    private JsonBytes raw(byte[] more, int from, int end) {
        ensure(end - from);
        System.arraycopy(more, from, bytes, length, end - from);
        length += end - from;
        return this;
    }

    /** Text of ASCII that needs no escapes. */
    JsonBytes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A string with its quotes. */
    JsonBytes string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        raw(QUOTE);
        if (hasHalfPair(text, utf8)) {
            halfPairs(text);
        } else {
            escaped(utf8);
        }
        return raw(QUOTE);
    }

    /** Half a pair of surrogates has no UTF-8: a question mark is there instead. */
    private static boolean hasHalfPair(String text, byte[] utf8) {
        return ByteScan.find((byte) '?', utf8, 0, utf8.length) < utf8.length
                && !text.equals(new String(utf8, StandardCharsets.UTF_8));
    }

    private void halfPairs(String text) {
        int from = 0;
        for (int index = 0; index < text.length(); index++) {
            int point = text.codePointAt(index);
            if (Character.isSupplementaryCodePoint(point)) {
                index++;
            } else if (Character.isSurrogate((char) point)) {
                escaped(text.substring(from, index).getBytes(StandardCharsets.UTF_8));
                hex((char) point);
                from = index + 1;
            }
        }
        escaped(text.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    private void escaped(byte[] utf8) {
        for (int index = 0; index < utf8.length; index++) {
            int end = ByteScan.notPlain(utf8, index, utf8.length);
            raw(utf8, index, end);
            if (end < utf8.length) {
                escape((char) utf8[end]);
            }
            index = end;
        }
    }

    private void escape(char character) {
        switch (character) {
            case '"', '\\' -> two((byte) character);
            case '\n' -> two((byte) 'n');
            case '\r' -> two((byte) 'r');
            case '\t' -> two((byte) 't');
            default -> hex(character);
        }
    }

    private void two(byte second) {
        ensure(2);
        bytes[length++] = '\\';
        bytes[length++] = second;
    }

    private void hex(char character) {
        ensure(6);
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(character >> shift) & 0xf];
        }
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
