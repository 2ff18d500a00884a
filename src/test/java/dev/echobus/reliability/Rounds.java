package dev.echobus.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends random bytes, closes its sending side at once and reads them back at random speeds and in random sizes; what came
 * back must have the digest of what was sent. Holds 128 KiB a round, whatever the round's size.
 */
final class Rounds {

    private static final int CHUNK_MAX_BYTES = 65_536;
    private static final int READ_TIMEOUT_MS = 120_000;
    private static final Duration SHORT_PAUSE = Duration.ofMillis(2);

    /** Time for the sender to be stuck, or to have ended, before anything is read. */
    private static final Duration LATE_START = Duration.ofMillis(200);

    /** Of so many reads one is followed by a pause, in rounds that are read slowly. */
    private static final int READS_A_PAUSE = 10;

    private final InetSocketAddress server;
    private final ExecutorService senders = Executors.newCachedThreadPool();

    Rounds(InetSocketAddress server) {
        this.server = server;
    }

    /** Runs one round and tells whether every byte came back. */
    boolean run(long seed, long bytes) throws IOException, InterruptedException, ExecutionException {
        try (var socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            Future<byte[]> sent = senders.submit(() -> send(socket, new Random(seed), bytes));
            byte[] read = read(socket.getInputStream(), new Random(~seed), bytes);
            return Arrays.equals(sent.get(), read);
        }
    }

    void end() {
        senders.shutdownNow();
    }

    private static byte[] send(Socket socket, Random random, long bytes) throws IOException {
        MessageDigest digest = sha256();
        OutputStream out = socket.getOutputStream();
        byte[] chunk = new byte[CHUNK_MAX_BYTES];
        for (long left = bytes; left > 0; ) {
            int length = (int) Math.min(left, 1 + random.nextInt(CHUNK_MAX_BYTES));
            fill(chunk, random);
            digest.update(chunk, 0, length);
            out.write(chunk, 0, length);
            left -= length;
        }
        socket.shutdownOutput();
        return digest.digest();
    }

    /** New bytes enough that none could stand for another, at a tenth of the cost of new ones throughout. */
    private static void fill(byte[] chunk, Random random) {
        byte[] fresh = new byte[512];
        random.nextBytes(fresh);
        for (int at = 0; at < chunk.length; at += fresh.length) {
            fresh[0]++;
            System.arraycopy(fresh, 0, chunk, at, fresh.length);
        }
    }

    private static byte[] read(InputStream in, Random random, long bytes) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK_MAX_BYTES];
        boolean isSlow = random.nextInt(4) == 0;
        if (random.nextInt(4) == 0) {
            Waiting.pass(LATE_START);
        }
        long total = 0;
        for (int length = 0; length >= 0; length = in.read(chunk, 0, 1 + random.nextInt(CHUNK_MAX_BYTES))) {
            digest.update(chunk, 0, length);
            total += length;
            if (isSlow && random.nextInt(READS_A_PAUSE) == 0) {
                Waiting.pass(SHORT_PAUSE);
            }
        }
        if (total != bytes) {
            throw new IOException(total + " bytes of " + bytes + " came back");
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every JDK has it", missing);
        }
    }
}
