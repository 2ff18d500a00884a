package dev.echobus.server;

import dev.echobus.common.FramingKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Messages as they stand on the wire, written without the code under test. */
public final class Messages {

    private Messages() {}

    static byte[] frame(FramingKind framing, String payload) {
        return frame(framing, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] frame(FramingKind framing, byte[] payload) {
        return switch (framing) {
            case RAW -> payload;
            case LINE ->
                ByteBuffer.allocate(payload.length + 1)
                        .put(payload)
                        .put((byte) '\n')
                        .array();
            case LENGTH ->
                ByteBuffer.allocate(payload.length + 4)
                        .putInt(payload.length)
                        .put(payload)
                        .array();
        };
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    /**
     * A stream of random messages and what must come back.
     *
     * @param bytes what to send
     * @param replyBytes how much comes back
     * @param replySha256 its digest, in hexadecimal
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of 32 MiB would be paid for nothing.
    record Stream(byte[] bytes, long replyBytes, String replySha256) {

        static Stream random(FramingKind framing, String prefix, int bytesMin, long seed) {
            var random = new Random(seed);
            var out = new ByteArrayOutputStream(bytesMin + 70_000);
            MessageDigest digest = sha256();
            long replyBytes = 0;
            while (out.size() < bytesMin) {
                byte[] payload = payload(framing, random);
                out.writeBytes(frame(framing, payload));
                byte[] head = prefix.getBytes(StandardCharsets.UTF_8);
                byte[] reply = frame(
                        framing,
                        ByteBuffer.allocate(head.length + payload.length)
                                .put(head)
                                .put(payload)
                                .array());
                digest.update(reply);
                replyBytes += reply.length;
            }
            return new Stream(out.toByteArray(), replyBytes, HexFormat.of().formatHex(digest.digest()));
        }

        /** Mostly short, sometimes empty, now and then as long as the default maximum allows. */
        private static byte[] payload(FramingKind framing, Random random) {
            byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(65_000) : random.nextInt(3_000)];
            random.nextBytes(payload);
            if (framing == FramingKind.LINE) {
                for (int i = 0; i < payload.length; i++) {
                    payload[i] = payload[i] == '\n' || payload[i] == '\r' ? (byte) ' ' : payload[i];
                }
            }
            return payload;
        }
    }
}
