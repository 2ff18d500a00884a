package dev.echobus.cluster.port;

import dev.echobus.common.Texts;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two members prove to each other that they know {@code cluster.secret}, before anything else is said on their
 * connection. Each side's proof is the HMAC-SHA256 (RFC 2104) of its part and of what both sides have drawn by chance, so
 * that neither an older proof nor the other's own one is of use. Who connects proves first: of one who only connects
 * nothing can be learned that the secret could be guessed by. Any thread; blocks for a time that the caller bounds, and
 * reads 67 bytes at most.
 *
 * <pre>
 * connecting -> accepting   "EBS" 1 nonce
 * accepting  -> connecting  "EBS" 1 nonce
 * connecting -> accepting   proof
 * accepting  -> connecting  1 proof, or 0
 * </pre>
 */
public final class SecretProof {

    /** As long as Hazelcast's names of protocols, which it reads first. */
    public static final String PROTOCOL = "EBS";

    /** What Hazelcast's members call the protocol that they speak when the secret is proven, or none is set. */
    public static final String MEMBERS = "HZC";

    static final int NONCE_BYTES = 32;
    static final int PROOF_BYTES = 32;

    /** How long whoever has no secret is read from before his connection is closed. */
    private static final int DISMISS_TIMEOUT_MS = 500;

    /** A member says far less before it waits for an answer. */
    private static final int DISMISS_READS_MAX = 64;

    private static final int DISMISS_BYTES_MAX = 1_024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte VERSION = 1;
    private static final byte ACCEPTED = 1;
    private static final byte REFUSED = 0;

    private static final byte[] MARK = PROTOCOL.getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @param secret one that is set */
    public SecretProof(Secret secret) {
        key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * Proves the secret to whom this process has connected to, and has it proven.
     *
     * @throws RefusedException when the other does not know the secret, or says that this process does not
     */
    public void connect(Socket socket, int timeoutMs) throws IOException {
        var exchange = new Exchange(socket, timeoutMs);
        byte[] own = nonce();
        exchange.write(hello(own));
        byte[] others = otherNonce(exchange, "is no member, or cluster.secret is not set there");
        exchange.write(proof("connecting", own, others));
        if (exchange.read(1, "closed the connection during the proof of cluster.secret")[0] != ACCEPTED) {
            throw new RefusedException("says that cluster.secret is not the same there");
        }
        byte[] proof = exchange.read(PROOF_BYTES, "does not prove to know cluster.secret");
        if (!MessageDigest.isEqual(proof, proof("accepting", own, others))) {
            throw new RefusedException("does not prove to know cluster.secret");
        }
        socket.setSoTimeout(0);
    }

    /**
     * Has whoever connected here prove the secret, and proves it to him.
     *
     * @throws RefusedException when the other does not know the secret
     */
    public void accept(Socket socket, int timeoutMs) throws IOException {
        var exchange = new Exchange(socket, timeoutMs);
        byte[] others;
        try {
            others = otherNonce(exchange, "cluster.secret is not set there, or it is no member");
        } catch (RefusedException stranger) {
            exchange.dismiss();
            throw stranger;
        }
        byte[] own = nonce();
        exchange.write(hello(own));
        byte[] proof = exchange.read(PROOF_BYTES, "closed the connection during the proof of cluster.secret");
        if (!MessageDigest.isEqual(proof, proof("connecting", others, own))) {
            exchange.write(new byte[] {REFUSED});
            throw new RefusedException("cluster.secret is not the same there");
        }
        exchange.write(ByteBuffer.allocate(1 + PROOF_BYTES)
                .put(ACCEPTED)
                .put(proof("accepting", others, own))
                .array());
        socket.setSoTimeout(0);
    }

    private static byte[] otherNonce(Exchange exchange, String stranger) throws IOException {
        byte[] mark = exchange.read(MARK.length, stranger);
        if (!Arrays.equals(mark, MARK)) {
            String found = new String(mark, StandardCharsets.ISO_8859_1);
            throw new RefusedException(stranger + ": expected " + PROTOCOL + ", found " + Texts.quoted(found));
        }
        byte version = exchange.read(1, stranger)[0];
        if (version != VERSION) {
            throw new RefusedException(
                    "proves cluster.secret in another way: expected " + VERSION + ", found " + version);
        }
        return exchange.read(NONCE_BYTES, stranger);
    }

    private static byte[] hello(byte[] nonce) {
        return ByteBuffer.allocate(MARK.length + 1 + NONCE_BYTES)
                .put(MARK)
                .put(VERSION)
                .put(nonce)
                .array();
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    private byte[] proof(String part, byte[] connecting, byte[] accepting) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(part.getBytes(StandardCharsets.US_ASCII));
            mac.update(connecting);
            return mac.doFinal(accepting);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    /** The bytes of one proof, all of them within one deadline: who sends them one by one does not get more time. */
    private static final class Exchange {

        private final Socket socket;
        private final int timeoutMs;
        private final long deadlineNanos;

        Exchange(Socket socket, int timeoutMs) {
            this.socket = socket;
            this.timeoutMs = timeoutMs;
            deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /**
         * Names this protocol, for a member without a secret that can tell why then, and takes what it has sent: the
         * system would drop the name if bytes were left unread.
         */
        void dismiss() throws IOException {
            write(MARK);
            socket.shutdownOutput();
            var rest = new Exchange(socket, DISMISS_TIMEOUT_MS);
            byte[] bytes = new byte[DISMISS_BYTES_MAX];
            try {
                int reads = 0;
                while (reads < DISMISS_READS_MAX && rest.readSome(socket.getInputStream(), bytes, 0) > 0) {
                    reads++;
                }
            } catch (RefusedException late) {
                // It has had the time.
                return;
            }
        }

        byte[] read(int count, String ifItEnds) throws IOException {
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[count];
            int read = 0;
            while (read < count) {
                int more = readSome(in, bytes, read);
                if (more < 0) {
                    throw new RefusedException(ifItEnds);
                }
                read += more;
            }
            return bytes;
        }

        private int readSome(InputStream in, byte[] bytes, int from) throws IOException {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            try {
                if (leftMs > 0) {
                    socket.setSoTimeout((int) leftMs);
                    return in.read(bytes, from, bytes.length - from);
                }
            } catch (SocketTimeoutException late) {
                // Told below.
                leftMs = 0;
            }
            throw new RefusedException("no proof of cluster.secret in " + timeoutMs + " ms");
        }
    }
}
