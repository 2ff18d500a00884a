package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that hold connections of the admin port, by which they ask nothing, too slowly, or for nothing. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AdminCrowdTest {

    private static final int CLIENTS = 200;

    private static final int CONNECTIONS_MAX = 64;

    /** Those of deploy/. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    /** So that an answer soon has no more room in the systems of both ends. */
    private static final int BUFFER_BYTES = 4_608;

    private static final String PAGE = "GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    /** What a client says first, and then again and again; none reads. */
    private enum Manner {
        SAYS_NOTHING("", ""),
        DRIPS_A_HEAD("GET /health/live HTTP/1.1\r\nHost: ", "x"),
        DRIPS_A_BODY("POST /drain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n", "x"),
        TAKES_NO_ANSWER(PAGE, ""),
        ASKS_AND_TAKES_NO_ANSWER(PAGE, PAGE);

        private final String first;
        private final String again;

        Manner(String first, String again) {
            this.first = first;
            this.again = again;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCrowdKeepsNoProbeOut(Manner manner) throws Exception {
        try (var admin = AdminUnderTest.start("server.sendBufferBytes=" + BUFFER_BYTES);
                var crowd = new Crowd(admin.port(), manner)) {
            for (int round = 0; round < 10; round++) {
                crowd.next();
                long begun = System.nanoTime();
                assertThat(admin.get("/health/live").status()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PROBE_TIMEOUT);
            }
            await(() -> TcpTable.openAt(admin.port()) <= CONNECTIONS_MAX);
        }
    }

    /** Who is closed comes again. */
    private static final class Crowd implements AutoCloseable {

        private final Manner manner;
        private final InetSocketAddress admin;
        private final List<Socket> clients = new ArrayList<>();

        Crowd(int port, Manner manner) throws IOException {
            this.manner = manner;
            admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(connect());
            }
        }

        private Socket connect() throws IOException {
            Socket client = reading(BUFFER_BYTES, admin);
            say(client, manner.first);
            return client;
        }

        void next() throws IOException {
            for (int client = 0; client < CLIENTS; client++) {
                try {
                    say(clients.get(client), manner.again);
                } catch (IOException closed) {
                    clients.get(client).close();
                    clients.set(client, connect());
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket reading(int bufferBytes, InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(bufferBytes);
        socket.connect(address);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoIsBeingAnsweredIsTheLastToMakeRoom() throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=2");
                var one = user(admin);
                var two = user(admin)) {
            beginToAct(one);
            assertThat(admin.get("/health/live").status()).isEqualTo(200);
            assertThat(two.getInputStream().read()).as("closed").isEqualTo(-1);
            try (var three = user(admin)) {
                beginToAct(three);
                assertThat(admin.get("/health/live").status()).isEqualTo(200);
                assertThat(one.getInputStream().readAllBytes()).as("closed").isNotNull();
                say(three, ":\"info\"}");
                awaitAnswer(three);
            }
        }
    }

    /** Though he came later. */
    @Test
    void whoHasBeenAnsweredMakesRoomBeforeWhoStillAsks() throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=2");
                var asks = user(admin);
                var answered = user(admin)) {
            beginToAct(asks);
            say(answered, "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            awaitAnswer(answered);
            assertThat(admin.get("/health/live").status()).isEqualTo(200);
            assertThat(answered.getInputStream().readAllBytes()).as("closed").isNotNull();
            say(asks, ":\"info\"}");
            awaitAnswer(asks);
        }
    }

    /** A request that is answered before the half of another, which has come with it. */
    private static void beginToAct(Socket client) throws IOException {
        say(
                client,
                "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nPOST /log-level HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Content-Type: application/json\r\nAuthorization: Bearer " + AdminUnderTest.TOKEN
                        + "\r\nContent-Length: 16\r\n\r\n{\"level\"");
        awaitAnswer(client);
    }

    private static void awaitAnswer(Socket client) throws IOException {
        String expected = "HTTP/1.1 200";
        var text = new StringBuilder();
        while (text.indexOf(expected) < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("after " + text).isNotNegative();
            text.append((char) next);
        }
    }

    private static Socket user(AdminUnderTest admin) throws IOException {
        return reading(65_536, new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.port()));
    }

    @Test
    void whoTakesNoAnswerIsCutWhenItsTimeIsOver() throws Exception {
        try (var admin = AdminUnderTest.start("admin.idleTimeoutMs=1000", "server.sendBufferBytes=" + BUFFER_BYTES);
                var client =
                        reading(BUFFER_BYTES, new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.port()))) {
            say(client, PAGE);
            assertThat(client.getInputStream().read()).as("answered").isEqualTo('H');
            await(() -> TcpTable.openAt(admin.port()) == 0);
        }
    }

    /** The rest of a request has as much time as the request had, and so has the next one after its answer. */
    @Test
    void whoeverGoesOnIsWaitedForAnew() throws Exception {
        try (var admin = AdminUnderTest.start("admin.idleTimeoutMs=4000");
                var client = user(admin)) {
            pass(3_000);
            beginToAct(client);
            pass(2_500);
            say(client, ":\"info\"}");
            awaitAnswer(client);
            pass(2_500);
            say(client, "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            awaitAnswer(client);
        }
    }

    private static void pass(long ms) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** Vert.x reads no more of it once its answers wait. */
    @Test
    void whoAsksOnAndTakesNoAnswerIsCut() throws Exception {
        try (var admin = AdminUnderTest.start("admin.idleTimeoutMs=1000", "admin.requestsPerSecondMax=1000000");
                var client = user(admin)) {
            CompletableFuture<Void> asking = Background.run(() -> {
                try {
                    while (true) {
                        say(client, PAGE);
                    }
                } catch (IOException cut) {
                    throw new UncheckedIOException(cut);
                }
            });
            assertThatThrownBy(() -> asking.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in 30 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
