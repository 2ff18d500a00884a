package dev.echobus.responder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * The clock of this machine that never goes back, {@link System#nanoTime}: whose it is, and how far it is behind the time
 * of day. All processes of one start of a machine have the same, and so the same id, unless a time namespace shifts it.
 */
final class ServerClock {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path TIME_NAMESPACE = Path.of("/proc/self/ns/time");

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Tells the clock from those of other machines; a random number where the system does not tell which it is. */
    static final long ID = id();

    /** Nanoseconds from 1970 until the clock was at 0. It was looked at once, so that no step of the day's clock is seen. */
    static final long EPOCH_NANOS = epochNanos();

    private ServerClock() {}

    private static long id() {
        try {
            String namespace = Files.exists(TIME_NAMESPACE)
                    ? Files.readSymbolicLink(TIME_NAMESPACE).toString()
                    : "";
            String text = Files.readString(BOOT_ID).strip() + "\n" + namespace;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (IOException | NoSuchAlgorithmException unknown) {
            return new SecureRandom().nextLong();
        }
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        long nanos = System.nanoTime();
        return now.getEpochSecond() * SECOND_NANOS + now.getNano() - nanos;
    }
}
