package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.TestAuthority.Issued;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS at both ports: who is let in by what certificate, and what becomes of those who do not keep to it. */
@ParameterizedClass
@EnumSource(names = {"TLS", "WSS"})
class TlsTest {

    private static final String TOKEN = "a token of some length";

    private static final Issued AUDIT = GatewayTls.issue(GatewayTls.AUTHORITY, "CN=audit, O=Example", "audit");
    private static final Issued NOBODY = GatewayTls.issue(GatewayTls.AUTHORITY, "CN=nobody", "nobody");
    private static final Issued EXPIRED =
            GatewayTls.issue(GatewayTls.AUTHORITY, "CN=old", "old", "-startdate", "-10d", "-validity", "5");
    private static final Issued STRANGER = GatewayTls.issue(GatewayTls.namesake(), "CN=audit, O=Example", "audit");

    private static final String[] MUTUAL = {
        "gateway.tls.ca=" + GatewayTls.GATEWAY.ca(),
        "gateway.tls.handshakeTimeoutMs=1000",
        "gateway.certificates.audit.subject=CN=audit,O=Example",
        "gateway.tokens.ops.token=" + TOKEN,
        "gateway.rules.a.identity=audit",
        "gateway.rules.a.address=secret.audit",
        "gateway.rules.a.send=true",
        "gateway.rules.b.identity=ops",
        "gateway.rules.b.address=secret.ops",
        "gateway.rules.b.send=true"
    };

    private final Wire wire;

    TlsTest(Wire wire) {
        this.wire = wire;
    }

    @Test
    void aSubjectIsWhoTheSessionIsUntilATokenSaysOtherwise() throws IOException {
        try (var gateway = GatewayUnderTest.start(wire, MUTUAL);
                var audit = connect(gateway, GatewayTls.showing(AUDIT));
                var nobody = connect(gateway, GatewayTls.showing(NOBODY))) {
            assertThat(maySend(audit, "secret.audit")).isTrue();
            assertThat(maySend(audit, "secret.ops")).isFalse();
            assertThat(maySend(audit, "open.x")).isTrue();
            assertThat(maySend(nobody, "secret.audit")).isFalse();
            assertThat(maySend(nobody, "open.x")).isTrue();

            for (GatewayClient client : new GatewayClient[] {audit, nobody}) {
                client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
                assertThat(maySend(client, "secret.ops")).isTrue();
                assertThat(maySend(client, "secret.audit")).isFalse();
            }
            assertThat(gateway.numbers().handshakesFailed()).isZero();
        }
    }

    @Test
    void withoutACaAnyClientMayConnectAndATokenSaysWhoItIs() {
        try (var gateway = GatewayUnderTest.start(
                        wire,
                        "gateway.tokens.ops.token=" + TOKEN,
                        "gateway.rules.b.identity=ops",
                        "gateway.rules.b.address=secret.ops",
                        "gateway.rules.b.send=true");
                var client = gateway.connect()) {
            assertThat(maySend(client, "secret.ops")).isFalse();
            client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
            assertThat(maySend(client, "secret.ops")).isTrue();
        }
    }

    @Test
    void whoShowsNoCertificateOfTheCaIsRefusedAndToldOf() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, MUTUAL);
                var other = connect(gateway, GatewayTls.showing(AUDIT))) {
            assertRefused(gateway, GatewayTls.showingNothing());
            log.await("TLS of 127.0.0.1:", "it shows no certificate of a CA in gateway.tls.ca");
            assertRefused(gateway, GatewayTls.showing(STRANGER));
            GatewayUnderTest.await("both", () -> gateway.numbers().handshakesFailed() == 2);
            assertThat(log.lines().get(1)).contains("failed: Path does not chain");
            assertThat(maySend(other, "secret.audit")).isTrue();
            assertThat(gateway.numbers().handshakesFailed()).isEqualTo(2);
            assertThat(gateway.numbers().sessions()).isOne();
            assertThat(log.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void whoShowsAnExpiredCertificateIsRefused() throws Exception {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, MUTUAL);
                var socket = GatewayClient.connection(gateway.port(), 0)) {
            var secured = GatewayTls.untried(socket, EXPIRED);
            assertThatThrownBy(() -> {
                        secured.startHandshake();
                        secured.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
            log.await("TLS of 127.0.0.1:", "NotAfter: ");
            assertThat(gateway.numbers().handshakesFailed()).isOne();
        }
    }

    @Test
    void whoSpeaksNoTlsIsClosedAtOnceAndToldOf() throws IOException {
        Wire plain = wire == Wire.TLS ? Wire.TCP : Wire.WEBSOCKET;
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire);
                var other = gateway.connect()) {
            try (var client = GatewayClient.connection(gateway.port(), 0)) {
                String hello = plain == Wire.TCP ? "\0\0\0\17{\"type\":\"ping\"}" : "GET /eventbus HTTP/1.1\r\n\r\n";
                client.getOutputStream().write(hello.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertEnds(client);
            }
            log.await("TLS of 127.0.0.1:", "failed: it speaks none (gateway.tls.certificate)");
            assertThat(maySend(other, "open.x")).isTrue();
            assertThat(gateway.numbers().handshakesFailed()).isOne();
        }
    }

    @Test
    void aHandshakeThatDripsOrNeverBeginsEndsInTime() throws Exception {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, MUTUAL);
                var silent = GatewayClient.connection(gateway.port(), 0);
                var dripping = GatewayClient.connection(gateway.port(), 0);
                var other = connect(gateway, GatewayTls.showing(AUDIT))) {
            // The first bytes of a hello of 512 bytes.
            byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
            for (byte next : hello) {
                dripping.getOutputStream().write(next);
                assertThat(maySend(other, "open.x")).isTrue();
            }
            assertEnds(dripping);
            assertEnds(silent);
            log.await("TLS of 127.0.0.1:", "handshake timed out after 1000ms (gateway.tls.handshakeTimeoutMs)");
            assertThat(gateway.numbers().handshakesFailed()).isEqualTo(2);
        }
    }

    @Test
    void whoLeavesWithoutAByteIsNotToldOf() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, MUTUAL)) {
            for (int n = 0; n < 20; n++) {
                GatewayClient.connection(gateway.port(), 0).close();
            }
            try (var client = connect(gateway, GatewayTls.showing(AUDIT))) {
                assertThat(maySend(client, "open.x")).isTrue();
            }
            assertThat(gateway.numbers().handshakesFailed()).isZero();
            assertThat(log.lines()).noneMatch(line -> line.startsWith("TLS of"));
        }
    }

    @Test
    void aRecordThatDripsIsAFrameThatDoesNotEnd() throws IOException {
        try (var gateway = GatewayUnderTest.start(wire, "gateway.frameTimeoutMs=300");
                var connection = GatewayClient.connection(gateway.port(), 0);
                var client = GatewayClient.over(
                        wire == Wire.TLS ? Wire.TCP : Wire.WEBSOCKET,
                        GatewayTls.over(connection, GatewayTls.showingNothing()))) {
            assertThat(maySend(client, "open.x")).isTrue();
            connection.getOutputStream().write(new byte[] {23, 3, 3, 0x40, 0, 1, 2, 3});
            assertThat(client.receive()).isEqualTo(err("frame_timeout"));
        }
    }

    @Test
    void whoEndsHisSideOfTlsGetsWhatHeIsOwed() {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            var asked = new java.util.concurrent.CompletableFuture<Message<Object>>();
            gateway.bus().consumer("open.slow", (Message<Object> message) -> asked.complete(message));
            client.send(request("open.slow", "x", "here"));
            client.closeOutput();
            asked.join().reply("late");
            assertThat(client.receive().getString("body")).isEqualTo("late");
            assertThat(client.isClosed()).isTrue();
        }
    }

    /** Only TLS 1.2 has such. */
    @Test
    void anotherHandshakeEndsTheConnection() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire);
                var connection = GatewayClient.connection(gateway.port(), 0);
                var socket = GatewayTls.over(connection, GatewayTls.showingNothing(), "TLSv1.2");
                var other = gateway.connect()) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
            log.await("TLS of 127.0.0.1:", "asks for another handshake");
            assertThat(maySend(other, "open.x")).isTrue();
        }
    }

    @Test
    void handshakesThatAreNotOverAreBoundedLikeSessions() throws IOException {
        try (var gateway = GatewayUnderTest.start(
                wire,
                "gateway.sessionsMax=3",
                "gateway.tls.handshakeTimeoutMs=60000",
                "gateway.frameTimeoutMs=60000")) {
            Socket[] silent = {null, null, null};
            for (int n = 0; n < silent.length; n++) {
                silent[n] = GatewayClient.connection(gateway.port(), 0);
            }
            try (var one = GatewayClient.connection(gateway.port(), 0)) {
                assertEnds(one);
            }
            for (Socket each : silent) {
                each.close();
            }
            GatewayUnderTest.await("room", () -> {
                try (var client = gateway.connect()) {
                    return maySend(client, "open.x");
                } catch (java.io.UncheckedIOException refused) {
                    return false;
                }
            });
        }
    }

    private GatewayClient connect(GatewayUnderTest gateway, PemFiles files) throws IOException {
        SSLSocket socket = GatewayTls.over(GatewayClient.connection(gateway.port(), 0), files);
        return GatewayClient.over(wire == Wire.TLS ? Wire.TCP : Wire.WEBSOCKET, socket);
    }

    private static boolean maySend(GatewayClient client, String address) {
        return client.isAllowed(send(address, "x"));
    }

    /** In TLS 1.3 the client's part of the handshake is over before its certificate is looked at. */
    private void assertRefused(GatewayUnderTest gateway, PemFiles files) {
        assertThatThrownBy(() -> {
                    try (var socket = GatewayClient.connection(gateway.port(), 0);
                            var secured = GatewayTls.over(socket, files)) {
                        secured.getInputStream().read();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /** What comes before the end, if anything, is an alert. */
    private static void assertEnds(Socket client) {
        assertThat(Stream.generate(() -> next(client)).limit(100)).contains(-1);
    }

    private static int next(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            return -1;
        }
    }
}
