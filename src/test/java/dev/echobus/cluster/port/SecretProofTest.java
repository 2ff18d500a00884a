package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ends of a real connection, and who of them believes the other. */
class SecretProofTest {

    private static final int TIMEOUT_MS = 20_000;
    private static final int SHORT_MS = 500;
    private static final int DRIP_MS = 200;
    private static final int PATIENCE_SECONDS = 60;
    private static final String ACCEPTED = "accepted";
    private static final int HELLO_BYTES = 4 + SecretProof.NONCE_BYTES;

    private final SecretProof proof = new SecretProof(new Secret("the cluster's own secret"));
    private final SecretProof other = new SecretProof(new Secret("the cluster's Own secret"));

    private ServerSocket server;
    private Socket connecting;
    private Socket accepting;
    private volatile int dripped;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        connecting = new Socket(server.getInetAddress(), server.getLocalPort());
        accepting = server.accept();
        connecting.setSoTimeout(TIMEOUT_MS);
    }

    @AfterEach
    void close() throws IOException {
        connecting.close();
        accepting.close();
        server.close();
    }

    @Test
    void whoeverKnowsTheSecretIsBelievedAndWhatComesAfterIsNotRead() throws Exception {
        var accepted = accept(proof, TIMEOUT_MS);
        proof.connect(connecting, TIMEOUT_MS);
        connecting.getOutputStream().write("HZC".getBytes(StandardCharsets.US_ASCII));

        assertThat(reason(accepted)).isEqualTo(ACCEPTED);
        assertThat(accepting.getInputStream().readNBytes(3)).isEqualTo("HZC".getBytes(StandardCharsets.US_ASCII));
        assertThat(accepting.getSoTimeout()).isZero();
        assertThat(connecting.getSoTimeout()).isZero();
    }

    @Test
    void anotherSecretIsToldOnBothSides() throws Exception {
        var accepted = accept(proof, TIMEOUT_MS);
        assertThat(connect(other)).isEqualTo("says that cluster.secret is not the same there");
        assertThat(reason(accepted)).isEqualTo("cluster.secret is not the same there");
    }

    @Test
    void whoAcceptsWithoutProvingIsNotBelieved() throws Exception {
        var accepted = Background.run(() -> {
            try {
                accepting.getInputStream().readNBytes(HELLO_BYTES);
                accepting.getOutputStream().write(hello());
                accepting.getInputStream().readNBytes(SecretProof.PROOF_BYTES);
                accepting.getOutputStream().write(1);
                accepting.getOutputStream().write(new byte[SecretProof.PROOF_BYTES]);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        assertThat(connect(proof)).isEqualTo("does not prove to know cluster.secret");
        accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What the other side proved is sent back to it, as by one who knows nothing. */
    @Test
    void theOwnProofSentBackProvesNothing() throws Exception {
        var accepted = Background.run(() -> {
            try {
                byte[] hello = accepting.getInputStream().readNBytes(HELLO_BYTES);
                accepting.getOutputStream().write(hello);
                byte[] proven = accepting.getInputStream().readNBytes(SecretProof.PROOF_BYTES);
                accepting.getOutputStream().write(1);
                accepting.getOutputStream().write(proven);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        assertThat(connect(proof)).isEqualTo("does not prove to know cluster.secret");
        accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Everything that a member once sent, on a new connection. */
    @Test
    void whatWasProvenOnceIsNoProofAgain() throws Exception {
        byte[] hello;
        byte[] proven;
        var recorded = Background.supply(() -> connect(proof));
        hello = accepting.getInputStream().readNBytes(HELLO_BYTES);
        accepting.getOutputStream().write(hello());
        proven = accepting.getInputStream().readNBytes(SecretProof.PROOF_BYTES);
        accepting.close();
        assertThat(recorded.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotEqualTo(ACCEPTED);
        connect();

        var accepted = accept(proof, TIMEOUT_MS);
        connecting.getOutputStream().write(hello);
        connecting.getOutputStream().write(proven);
        assertThat(reason(accepted)).isEqualTo("cluster.secret is not the same there");
    }

    /** Hazelcast sends more at once; the name of the protocol reaches it all the same. */
    @Test
    void aMemberWithoutASecretIsToldWhichProtocolIsSpoken() throws Exception {
        var accepted = accept(proof, TIMEOUT_MS);
        connecting.getOutputStream().write(("HZC" + "x".repeat(1_000)).getBytes(StandardCharsets.US_ASCII));
        assertThat(connecting.getInputStream().readAllBytes())
                .isEqualTo(SecretProof.PROTOCOL.getBytes(StandardCharsets.US_ASCII));
        connecting.close();
        assertThat(reason(accepted))
                .isEqualTo("cluster.secret is not set there, or it is no member: expected EBS, found \"HZC\"");
    }

    @Test
    void whoDripsGetsOneDeadlineForAllBytes() throws Exception {
        var clock = Executors.newSingleThreadScheduledExecutor();
        try {
            clock.scheduleWithFixedDelay(this::drip, 0, DRIP_MS, TimeUnit.MILLISECONDS);
            assertThat(reason(accept(proof, SHORT_MS))).isEqualTo("no proof of cluster.secret in " + SHORT_MS + " ms");
            assertThat(dripped).as("bytes that came meanwhile").isLessThan(HELLO_BYTES - 1);
        } finally {
            clock.shutdownNow();
        }
    }

    /** The hello's bytes but the last, then nothing more. */
    private void drip() {
        try {
            if (dripped < HELLO_BYTES - 1) {
                connecting.getOutputStream().write(hello(), dripped, 1);
                dripped = dripped + 1;
            }
        } catch (IOException closed) {
            throw new AssertionError(closed);
        }
    }

    @Test
    void whoClosesIsNoMember() throws Exception {
        accepting.close();
        assertThat(connect(proof)).isEqualTo("is no member, or cluster.secret is not set there");
    }

    private String connect(SecretProof with) {
        try {
            with.connect(connecting, TIMEOUT_MS);
            return ACCEPTED;
        } catch (RefusedException refused) {
            return refused.reason();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private CompletableFuture<String> accept(SecretProof with, int timeoutMs) {
        return Background.supply(() -> {
            try {
                with.accept(accepting, timeoutMs);
                return ACCEPTED;
            } catch (RefusedException refused) {
                return refused.reason();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
    }

    private static String reason(CompletableFuture<String> outcome) throws Exception {
        return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static byte[] hello() {
        byte[] hello = new byte[HELLO_BYTES];
        System.arraycopy(SecretProof.PROTOCOL.getBytes(StandardCharsets.US_ASCII), 0, hello, 0, 3);
        hello[3] = 1;
        return hello;
    }
}
