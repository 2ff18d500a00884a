package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the admin port of a real node takes at most, and what it says where it cannot start. */
class AdminLimitsTest {

    private static final String BODY = "{\"level\":\"info\"}";

    @Test
    void tenThousandWrongTokensAreRefusedNoFasterThanTheyMay() throws Exception {
        try (var admin = AdminUnderTest.start("admin.requestsPerSecondMax=1000000")) {
            long start = System.nanoTime();
            var clients = IntStream.range(0, 20)
                    .mapToObj(client -> Background.supply(() -> wrongTokens(admin.port(), client, 500)))
                    .toList();
            assertThat(clients.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(10_000);
            // A thousand are a second's worth that may come at once.
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThan(8_900);
            assertThat(admin.post("/log-level", BODY).status()).isEqualTo(200);
        }
    }

    /** On one connection, how many of so many are answered with 401. */
    private static int wrongTokens(int port, int client, int count) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int refused = 0;
            for (int round = 0; round < count; round++) {
                String request = "POST /drain HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\nAuthorization: Bearer wrong-token-number-"
                        + client + "-" + round + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                refused += reader.readLine().contains(" 401 ") ? 1 : 0;
                int bytes = 0;
                for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                    bytes = line.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : bytes;
                }
                for (int index = 0; index < bytes; index++) {
                    reader.read();
                }
            }
            return refused;
        } catch (IOException broken) {
            return 0;
        }
    }

    @Test
    void itsLimitsHoldFromBothSides() throws Exception {
        try (var admin = AdminUnderTest.start("admin.idleTimeoutMs=1000")) {
            assertThat(admin.ask("GET", "/info", Map.of("X-Long", "x".repeat(7_000)), "")
                            .status())
                    .isEqualTo(200);
            assertThat(admin.ask("GET", "/info", Map.of("X-Long", "x".repeat(9_000)), "")
                            .status())
                    .isEqualTo(431);
            String padding = " ".repeat(65_536 - BODY.length());
            assertThat(admin.post("/log-level", BODY + padding).status()).isEqualTo(200);
            assertThat(admin.post("/log-level", BODY + padding + " ").status()).isEqualTo(413);
            try (var quiet = quiet(admin)) {
                assertThat(quiet.getInputStream().read())
                        .as("after a second without a request")
                        .isEqualTo(-1);
            }
        }
        try (var admin = AdminUnderTest.start("admin.requestsPerSecondMax=1")) {
            assertThat(admin.get("/health/live").status()).isEqualTo(200);
            int status = admin.get("/health/live").status();
            while (status == 200) {
                status = admin.get("/health/live").status();
            }
            assertThat(status).isEqualTo(429);
        }
    }

    @Test
    void aFloodOfThePortLeavesTheProbesTheirAnswers() throws Exception {
        try (var admin = AdminUnderTest.start("admin.requestsPerSecondMax=20")) {
            var refused = new AtomicInteger();
            var isOver = new AtomicBoolean();
            var flood = Stream.of("/metrics", "/", "/nothing")
                    .map(path -> Background.supply(() -> flood(admin, path, refused, isOver)))
                    .toList();
            while (refused.get() < 3) {
                assertThat(flood).noneMatch(CompletableFuture::isCompletedExceptionally);
                Thread.onSpinWait();
            }
            for (int round = 0; round < 10; round++) {
                assertThat(admin.get("/health/live").status()).isEqualTo(200);
                assertThat(admin.get("/health/ready").status()).isEqualTo(200);
            }
            isOver.set(true);
            flood.forEach(CompletableFuture::join);
        }
    }

    private static int flood(AdminUnderTest admin, String path, AtomicInteger refused, AtomicBoolean isOver) {
        int requests = 0;
        while (!isOver.get()) {
            refused.addAndGet(admin.get(path).status() == 429 ? 1 : 0);
            requests++;
        }
        return requests;
    }

    @Test
    void aFloodOfProbesIsBoundedAndTakesNothingFromTheRest() throws Exception {
        try (var admin = AdminUnderTest.start("admin.requestsPerSecondMax=1")) {
            int status = admin.get("/health/live").status();
            while (status == 200) {
                status = admin.get("/health/ready").status();
            }
            assertThat(status).isEqualTo(429);
            assertThat(admin.get("/metrics").status()).isEqualTo(200);
        }
    }

    @Test
    void aConnectionMoreThanMayBeHasThePlaceOfTheOneThatHasWaitedLongest() throws Exception {
        try (var admin = AdminUnderTest.start("admin.connectionsMax=2");
                var one = quiet(admin);
                var two = quiet(admin);
                var three = quiet(admin)) {
            assertThat(isAnswered(one)).isFalse();
            for (Socket held : List.of(two, three)) {
                held.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(held.getInputStream().read()).as("answered").isEqualTo('H');
            }
        }
    }

    /** One whose bytes nobody has read is reset and not closed. */
    private static boolean isAnswered(Socket client) throws IOException {
        try {
            return client.getInputStream().read() >= 0;
        } catch (SocketException reset) {
            return false;
        }
    }

    private static Socket quiet(AdminUnderTest admin) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), admin.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void aPortThatIsTakenIsToldByItsSettingAndSoIsAFileThatIsNotThere() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> AdminUnderTest.start("admin.port=" + taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (admin, admin.port): Address already in use");
        }
        assertThatThrownBy(() -> AdminUnderTest.start("admin.token=", "admin.tokenFile=/nowhere"))
                .isInstanceOf(StartException.class)
                .hasMessage("admin.tokenFile: /nowhere: cannot be read: NoSuchFileException");
    }

    @Test
    void manyRequestsGoOverOneConnection() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            var client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            var request = HttpRequest.newBuilder(
                            URI.create(admin.node.adminUrl().orElseThrow() + "/metrics"))
                    .build();
            for (int round = 0; round < 20; round++) {
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
