package dev.echobus.load.drive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * This machine's clock that never goes back, {@link System#nanoTime}, as docs/PROTOCOL.md has servers tell of theirs: what
 * says that two are the same is read off it as by anybody else who reads stamps.
 */
final class OwnClock {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path TIME_NAMESPACE = Path.of("/proc/self/ns/time");

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Nanoseconds from 1970 until the clock was at 0. */
    static final long EPOCH_NANOS = epochNanos();

    private static final byte[] DIGEST = digest();

    private OwnClock() {}

    /** What tells this clock from others; empty where the system does not tell which it is. */
    static OptionalLong id() {
        return DIGEST.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(DIGEST).getLong());
    }

    private static byte[] digest() {
        try {
            String namespace = Files.exists(TIME_NAMESPACE)
                    ? Files.readSymbolicLink(TIME_NAMESPACE).toString()
                    : "";
            String text = Files.readString(BOOT_ID).strip() + "\n" + namespace;
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | NoSuchAlgorithmException unknown) {
            return new byte[0];
        }
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        long nanos = System.nanoTime();
        return now.getEpochSecond() * SECOND_NANOS + now.getNano() - nanos;
    }
}
