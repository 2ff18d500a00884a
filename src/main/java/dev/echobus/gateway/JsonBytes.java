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
        ensure(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Text of ASCII that needs no escapes. */
    JsonBytes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A string with its quotes. */
    JsonBytes string(String text) {
        int count = text.length();
        // No character takes more than an escape of 6 bytes; most take one.
        ensure(count + 2);
        bytes[length++] = '"';
        for (int index = 0; index < count; index++) {
            char character = text.charAt(index);
            if (character < 0x80 && character >= ' ' && character != '"' && character != '\\') {
                ensure(2);
                bytes[length++] = (byte) character;
            } else {
                index = special(text, index, character);
            }
        }
        ensure(1);
        bytes[length++] = '"';
        return this;
    }

    /** Writes the character at the index, or the pair that begins there; returns the index of its last. */
    private int special(String text, int index, char character) {
        ensure(8);
        if (character < 0x80) {
            escape(character);
        } else if (character < 0x800) {
            bytes[length++] = (byte) (0xc0 | (character >> 6));
            continuation(character);
        } else if (!Character.isSurrogate(character)) {
            bytes[length++] = (byte) (0xe0 | (character >> 12));
            continuation(character >> 6);
            continuation(character);
        } else if (Character.isHighSurrogate(character)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            int point = Character.toCodePoint(character, text.charAt(index + 1));
            bytes[length++] = (byte) (0xf0 | (point >> 18));
            continuation(point >> 12);
            continuation(point >> 6);
            continuation(point);
            return index + 1;
        } else {
            // Half a pair has no UTF-8.
            hex(character);
        }
        return index;
    }

    private void continuation(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3f));
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
        bytes[length++] = '\\';
        bytes[length++] = second;
    }

    private void hex(char character) {
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
