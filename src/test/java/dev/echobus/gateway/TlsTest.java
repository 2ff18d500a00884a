package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.TestAuthority.Issued;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS at both ports: who is let in by what certificate, and who is refused. */
@ParameterizedClass
@EnumSource(names = {"TLS", "WSS"})
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsTest {

    private static final String TOKEN = "a token of some length";

    private static final Issued AUDIT = GatewayTls.issue(GatewayTls.AUTHORITY, "CN=audit, O=Example", "audit");
    private static final Issued NOBODY = GatewayTls.issue(GatewayTls.AUTHORITY, "CN=nobody", "nobody");
    private static final Issued EXPIRED =
            GatewayTls.issue(GatewayTls.AUTHORITY, "CN=old", "old", "-startdate", "-10d", "-validity", "5");
    private static final Issued STRANGER = GatewayTls.issue(GatewayTls.namesake(), "CN=audit, O=Example", "audit");

    private static final String[] MUTUAL = {
        "gateway.tls.ca=" + GatewayTls.GATEWAY.ca(),
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
                var audit = GatewayTls.connect(wire, gateway, GatewayTls.showing(AUDIT));
                var nobody = GatewayTls.connect(wire, gateway, GatewayTls.showing(NOBODY))) {
            assertThat(audit.isAllowed(send("secret.audit", "x"))).isTrue();
            assertThat(audit.isAllowed(send("secret.ops", "x"))).isFalse();
            assertThat(audit.isAllowed(send("open.x", "x"))).isTrue();
            assertThat(nobody.isAllowed(send("secret.audit", "x"))).isFalse();
            assertThat(nobody.isAllowed(send("open.x", "x"))).isTrue();

            for (GatewayClient client : new GatewayClient[] {audit, nobody}) {
                client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
                assertThat(client.isAllowed(send("secret.ops", "x"))).isTrue();
                assertThat(client.isAllowed(send("secret.audit", "x"))).isFalse();
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
            assertThat(client.isAllowed(send("secret.ops", "x"))).isFalse();
            client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
            assertThat(client.isAllowed(send("secret.ops", "x"))).isTrue();
        }
    }

    @Test
    void whoShowsNoCertificateOfTheCaIsRefusedAndToldOf() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, MUTUAL);
                var other = GatewayTls.connect(wire, gateway, GatewayTls.showing(AUDIT))) {
            assertRefused(gateway, GatewayTls.showingNothing());
            log.await("TLS of 127.0.0.1:", "it shows no certificate of a CA in gateway.tls.ca");
            assertRefused(gateway, GatewayTls.showing(STRANGER));
            GatewayUnderTest.await("both", () -> gateway.numbers().handshakesFailed() == 2);
            assertThat(log.lines().get(1)).contains("failed: Path does not chain");
            assertThat(other.isAllowed(send("secret.audit", "x"))).isTrue();
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
            socket.setSoTimeout(GatewayTls.REFUSAL_TIMEOUT_MS);
            var secured = GatewayTls.untried(socket, EXPIRED);
            GatewayTls.assertIsRefused(() -> {
                secured.startHandshake();
                secured.getInputStream().read();
            });
            log.await("TLS of 127.0.0.1:", "NotAfter: ");
            assertThat(gateway.numbers().handshakesFailed()).isOne();
        }
    }

    @Test
    void whoSpeaksNoTlsIsClosedAtOnceAndToldOf() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire);
                var other = gateway.connect()) {
            try (var client = GatewayClient.connection(gateway.port(), 0)) {
                String hello =
                        wire.inner() == Wire.TCP ? "\0\0\0\17{\"type\":\"ping\"}" : "GET /eventbus HTTP/1.1\r\n\r\n";
                client.getOutputStream().write(hello.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                GatewayTls.assertEnds(client);
            }
            log.await("TLS of 127.0.0.1:", "failed: it speaks none (gateway.tls.certificate)");
            assertThat(other.isAllowed(send("open.x", "x"))).isTrue();
            assertThat(gateway.numbers().handshakesFailed()).isOne();
        }
    }

    /** In TLS 1.3 the client's part of the handshake is over before its certificate is looked at. */
    private static void assertRefused(GatewayUnderTest gateway, PemFiles files) {
        GatewayTls.assertIsRefused(() -> {
            try (var socket = GatewayClient.connection(gateway.port(), 0)) {
                socket.setSoTimeout(GatewayTls.REFUSAL_TIMEOUT_MS);
                try (var secured = GatewayTls.over(socket, files)) {
                    secured.getInputStream().read();
                }
            }
        });
    }
}
