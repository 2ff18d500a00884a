package dev.echobus.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.Endpoint;
import dev.echobus.config.TestConfigs;
import dev.echobus.dialogue.Health.Full;
import dev.echobus.dialogue.Health.Healthy;
import dev.echobus.dialogue.Health.Unhealthy;
import dev.echobus.dialogue.ScriptedPeer.Behaviour;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a probe makes of servers that echo, lie, keep silent, break off or have no place. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EchoProbeTest {

    private static final int TIMEOUT_MS = 20_000;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aServerThatEchoesIsHealthy() throws IOException {
        assertThat(healthWith(peer -> peer.getInputStream().transferTo(peer.getOutputStream())))
                .isEqualTo(new Healthy());
    }

    @Test
    void anyReplyOfTheBusWillDo() throws IOException {
        assertThat(healthWith(peer -> peer.getOutputStream().write('x'), TIMEOUT_MS, "server.responder=bus"))
                .isEqualTo(new Healthy());
    }

    @Test
    void aPrefixBelongsToTheReply() throws IOException {
        assertThat(healthWith(
                        peer -> {
                            peer.getOutputStream().write("> ".getBytes(StandardCharsets.UTF_8));
                            peer.getInputStream().transferTo(peer.getOutputStream());
                        },
                        TIMEOUT_MS,
                        "server.prefix=> ",
                        "server.framing=line"))
                .isEqualTo(new Healthy());
    }

    @Test
    void otherBytesAreTold() throws IOException {
        assertThat(healthWith(peer -> {
                    byte[] asked = peer.getInputStream().readNBytes(43);
                    asked[7] = '!';
                    peer.getOutputStream().write(asked);
                }))
                .isEqualTo(new Unhealthy("echoed bytes differ from byte 7 on"));
    }

    @Test
    void silenceEndsWithTheTime() throws IOException {
        assertThat(healthWith(peer -> peer.getInputStream().transferTo(OutputStream.nullOutputStream()), 100))
                .isEqualTo(new Unhealthy("no reply within 100 ms"));
    }

    @Test
    void aServerThatClosesAtOnceIsFull() throws IOException {
        assertThat(healthWith(Socket::close)).isEqualTo(new Full());
    }

    @Test
    void aServerThatResetsIsUnhealthy() throws IOException {
        assertThat(healthWith(peer -> peer.setSoLinger(true, 0)))
                .isInstanceOfSatisfying(
                        Unhealthy.class, health -> assertThat(health.reason()).containsIgnoringCase("reset"));
    }

    /** It is alive enough to read, and still of no use: full it is not. */
    @Test
    void aServerThatClosesWhenAskedIsUnhealthy() throws IOException {
        assertThat(healthWith(peer -> peer.getInputStream().readNBytes(43)))
                .isEqualTo(new Unhealthy("closed after 0 of 43 bytes"));
    }

    @Test
    void aReplyInPartIsTold() throws IOException {
        assertThat(healthWith(peer ->
                        peer.getOutputStream().write(peer.getInputStream().readNBytes(43), 0, 5)))
                .isEqualTo(new Unhealthy("closed after 5 of 43 bytes"));
    }

    @Test
    void failuresToConnectKeepApart() throws IOException {
        try (var closed = new Socket()) {
            closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(check(Endpoint.tcp("127.0.0.1", closed.getLocalPort()), TIMEOUT_MS))
                    .isEqualTo(new Unhealthy("Connection refused"));
        }
        assertThat(check(Endpoint.tcp("nosuch.invalid", 1), TIMEOUT_MS))
                .isEqualTo(new Unhealthy("No address found for this name"));
    }

    /** Nobody takes what the backlog's one place does not hold, and the system drops further attempts. */
    @Test
    void nobodyAnsweringEndsWithTheTime() throws IOException {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(busy.getInetAddress(), busy.getLocalPort());
            try (var first = new Socket();
                    var second = new Socket()) {
                first.connect(address);
                second.connect(address);
                assertThat(check(Endpoint.tcp("127.0.0.1", busy.getLocalPort()), 300))
                        .isEqualTo(new Unhealthy("Connecting timed out"));
            }
        }
    }

    private Health healthWith(Behaviour behaviour) throws IOException {
        return healthWith(behaviour, TIMEOUT_MS);
    }

    private Health healthWith(Behaviour behaviour, int timeoutMs, String... settings) throws IOException {
        try (var peer = ScriptedPeer.start(behaviour)) {
            return check(peer.endpoint(), timeoutMs, settings);
        }
    }

    private Health check(Endpoint server, int timeoutMs, String... settings) {
        var listener = TestConfigs.of(settings).echoListener();
        return new EchoProbe(vertx, listener, 65_536, timeoutMs)
                .check(server)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
