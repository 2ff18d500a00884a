package dev.echobus.rollout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Makes messages that nobody else sends, none like another, of printable bytes without a line's end. */
final class Messages {

    private final byte[] start =
            ("rollout-" + UUID.randomUUID().toString().substring(0, 8) + "-").getBytes(StandardCharsets.US_ASCII);
    private final int sizeBytes;
    private long made;

    Messages(int sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    byte[] next() {
        byte[] message = Arrays.copyOf(start, sizeBytes);
        byte[] number = Long.toString(++made).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(message, start.length, sizeBytes, (byte) '.');
        System.arraycopy(number, 0, message, start.length, Math.min(number.length, sizeBytes - start.length));
        return message;
    }
}
