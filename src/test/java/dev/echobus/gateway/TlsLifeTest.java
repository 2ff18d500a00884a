package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.eventbus.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How TLS at both ports begins and ends: handshakes that are not over, come again or drip, and ends of both kinds. */
@ParameterizedClass
@EnumSource(names = {"TLS", "WSS"})
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsLifeTest {

    private static final String HANDSHAKE_TIMEOUT = "gateway.tls.handshakeTimeoutMs=2500";

    /** Type of a TLS record that is an alert, and that says the end. */
    private static final int ALERT = 21;

    private final Wire wire;

    TlsLifeTest(Wire wire) {
        this.wire = wire;
    }

    /** A byte a second is something that moves, and yet nothing that ends. */
    @Test
    void aHandshakeThatDripsOrNeverBeginsEndsInTime() throws Exception {
        // The first bytes of a hello of 512 bytes.
        byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, HANDSHAKE_TIMEOUT);
                var silent = GatewayClient.connection(gateway.port(), 0);
                var dripping = GatewayClient.connection(gateway.port(), 0);
                var drip = new Drip(dripping, hello);
                var other = GatewayTls.connect(wire, gateway, GatewayTls.showingNothing())) {
            GatewayTls.assertEnds(dripping);
            assertThat(drip.sent()).isBetween(1, 9);
            GatewayTls.assertEnds(silent);
            log.await("TLS of 127.0.0.1:", "handshake timed out after 2500ms (gateway.tls.handshakeTimeoutMs)");
            assertThat(other.isAllowed(send("open.x", "x"))).isTrue();
            assertThat(gateway.numbers().handshakesFailed()).isEqualTo(2);
        }
    }

    @Test
    void whoLeavesWithoutAByteIsNotToldOf() throws IOException {
        try (var log = new GatewayLog();
                var gateway = GatewayUnderTest.start(wire, HANDSHAKE_TIMEOUT)) {
            for (int n = 0; n < 20; n++) {
                GatewayClient.connection(gateway.port(), 0).close();
            }
            try (var client = GatewayTls.connect(wire, gateway, GatewayTls.showingNothing())) {
                assertThat(client.isAllowed(send("open.x", "x"))).isTrue();
            }
            assertThat(gateway.numbers().handshakesFailed()).isZero();
            assertThat(log.lines()).noneMatch(line -> line.startsWith("TLS of"));
        }
    }

    @Test
    void aRecordThatDripsIsAFrameThatDoesNotEnd() throws IOException {
        byte[] record = {23, 3, 3, 0x40, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        try (var gateway = GatewayUnderTest.start(wire, "gateway.frameTimeoutMs=2500");
                var connection = GatewayClient.connection(gateway.port(), 0);
                var client =
                        GatewayClient.over(wire.inner(), GatewayTls.over(connection, GatewayTls.showingNothing()))) {
            assertThat(client.isAllowed(send("open.x", "x"))).isTrue();
            try (var drip = new Drip(connection, record)) {
                assertThat(client.receive()).isEqualTo(err("frame_timeout"));
                assertThat(drip.sent()).isBetween(2, record.length - 1);
            }
        }
    }

    @Test
    void theEndIsSaidInTlsBeforeTheSocketCloses() throws IOException {
        try (var gateway = GatewayUnderTest.start(wire, HANDSHAKE_TIMEOUT);
                var connection = GatewayClient.connection(gateway.port(), 0);
                var secured = GatewayTls.over(connection, GatewayTls.showingNothing(), "TLSv1.2");
                var client = GatewayClient.over(wire.inner(), secured)) {
            assertThat(client.ask(frame("auth", null).put("token", "of nobody that is known")))
                    .isEqualTo(err("invalid_token"));
            // In TLS 1.2 the type of a record is not hidden, and no more of it is read than is asked for.
            var records = new DataInputStream(connection.getInputStream());
            int last = 0;
            for (int type = records.read(); type >= 0; type = records.read()) {
                last = type;
                records.skipNBytes(Short.BYTES);
                records.skipNBytes(records.readUnsignedShort());
            }
            assertThat(last).isEqualTo(ALERT);
        }
    }

    @Test
    void whoLeavesWithoutTheEndOfTlsIsNamedAndForAllElseHasLeft() throws IOException {
        try (var log = new GatewayLog(Level.DEBUG);
                var gateway = GatewayUnderTest.start(wire, HANDSHAKE_TIMEOUT);
                var cut = GatewayClient.connection(gateway.port(), 0);
                var client = GatewayClient.over(wire.inner(), GatewayTls.over(cut, GatewayTls.showingNothing()));
                var polite = GatewayTls.connect(wire, gateway, GatewayTls.showingNothing())) {
            client.register("open.sink");
            polite.closeOutput();
            GatewayUnderTest.await("one has left", () -> gateway.numbers().sessionsOpen() == 1);
            cut.shutdownOutput();
            GatewayUnderTest.await("both have left", () -> gateway.numbers().sessionsOpen() == 0);
            assertThat(gateway.numbers().registrations()).isZero();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("TLS of"))
                    .containsExactly("TLS of 127.0.0.1:" + cut.getLocalPort() + " ended without close_notify");
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

    /** What TLS 1.3 has in place of another handshake: new keys, which either side may ask for. */
    @Test
    void newKeysChangeNothing() throws IOException {
        try (var gateway = GatewayUnderTest.start(wire);
                var connection = GatewayClient.connection(gateway.port(), 0);
                var socket = GatewayTls.over(connection, GatewayTls.showingNothing(), "TLSv1.3");
                var client = GatewayClient.over(wire.inner(), socket)) {
            for (int n = 0; n < 10; n++) {
                socket.startHandshake();
                assertThat(client.isAllowed(send("open.x", "x"))).isTrue();
            }
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(gateway.numbers().handshakesFailed()).isZero();
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
            connection.setSoTimeout(GatewayTls.REFUSAL_TIMEOUT_MS);
            GatewayTls.assertIsRefused(() -> {
                socket.startHandshake();
                socket.getInputStream().read();
            });
            log.await("TLS of 127.0.0.1:", "asks for another handshake");
            assertThat(other.isAllowed(send("open.x", "x"))).isTrue();
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
                GatewayTls.assertEnds(one);
            }
            for (Socket each : silent) {
                each.close();
            }
            GatewayUnderTest.await("room", () -> {
                try (var client = gateway.connect()) {
                    return client.isAllowed(send("open.x", "x"));
                } catch (java.io.UncheckedIOException refused) {
                    return false;
                }
            });
        }
    }
}
