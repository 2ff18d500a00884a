package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.Background;
import dev.echobus.FreePorts;
import dev.echobus.config.TestConfigs;
import dev.echobus.trace.TestCollector;
import dev.echobus.trace.WrongCollector;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A collector that is down, refuses or hangs: the node serves on, says so once, and counts what is lost. */
class CollectorFailureTest {

    /** The two of an echo that are certain when it is asked for from outside the event loops. */
    private static final int SPANS_PER_ECHO = 2;

    private final Logger traces = (Logger) LoggerFactory.getLogger("dev.echobus.trace");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        traces.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        traces.detachAppender(lines);
    }

    @Test
    void oneThatIsDownIsToldOfOnceAndAgainWhenItIsBack() throws Exception {
        int port = FreePorts.next();
        Echobus node = start("http://127.0.0.1:" + port);
        try {
            for (int round = 1; round <= 2; round++) {
                int sofar = round;
                echo(node);
                await(() ->
                        dropped(node) >= sofar * SPANS_PER_ECHO && !warnings().isEmpty());
            }
            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .startsWith("traces: http://127.0.0.1:" + port + " (tracing.endpoint) takes no spans: ")
                    .containsIgnoringCase("connection");
            try (TestCollector collector = TestCollector.start(port)) {
                echo(node);
                collector.await(all -> all.size() >= SPANS_PER_ECHO);
                await(() -> messages(Level.INFO).stream().anyMatch(line -> line.endsWith("takes spans again")));
            }
            assertThat(warnings()).hasSize(1);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatRefusesIsQuotedByItsStatus() throws Exception {
        try (TestCollector collector = TestCollector.start()) {
            collector.answerWith(503);
            Echobus node = start(collector.url());
            echo(node);
            await(() -> dropped(node) >= SPANS_PER_ECHO && !warnings().isEmpty());
            assertThat(warnings()).singleElement().asString().contains("it answered with the status 503");
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    static Stream<Arguments> oddAnswers() {
        return Stream.of(
                Arguments.of("", "Connection was closed"),
                Arguments.of("nonsense\r\n\r\n", "invalid version format: NONSENSE"),
                Arguments.of("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "it answered with the status 500"),
                Arguments.of(
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                        "it answered with the status 302"),
                Arguments.of("HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nin the", "it answered with the status 503"));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void oneThatAnswersOddlyIsQuotedAndTheNodeServesOn(String answer, String quoted) throws Exception {
        try (var collector = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Background.run(() -> answerAll(collector, answer));
            Echobus node = start("http://127.0.0.1:" + collector.getLocalPort());
            echo(node);
            await(() -> dropped(node) >= SPANS_PER_ECHO && !warnings().isEmpty());
            assertThat(warnings()).singleElement().asString().contains("takes no spans: " + quoted);
            echo(node);
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    /** Takes a whole request on each connection, answers it so, and closes. */
    private static void answerAll(ServerSocket collector, String answer) {
        while (!collector.isClosed()) {
            try (Socket socket = collector.accept()) {
                WrongCollector.takeRequest(socket.getInputStream());
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException ended) {
                // With the test, or a connection that was not used.
            }
        }
    }

    @Test
    void oneThatHangsCostsNeitherRequestsNorMemoryNorTheEnd() throws Exception {
        try (TestCollector collector = TestCollector.start()) {
            collector.fallSilent();
            Echobus node = start(collector.url());
            List<Future<Message<Buffer>>> echoes = IntStream.range(0, 2_000)
                    .mapToObj(each -> node.vertx().eventBus().<Buffer>request("echobus.client.echo", "hello"))
                    .toList();
            Future.all(echoes).await(30, TimeUnit.SECONDS);
            assertThat(dropped(node)).isGreaterThanOrEqualTo(2_000L * SPANS_PER_ECHO - 2_048);
            long begun = System.nanoTime();
            node.drain().await(30, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
            assertThat(dropped(node)).isGreaterThanOrEqualTo(2_000L * SPANS_PER_ECHO);
            assertThat(warnings())
                    .anyMatch(line -> line.matches("traces: \\d+ spans dropped, http://\\S+ \\(tracing.endpoint\\) did"
                            + " not take them within 3000 ms"));
        }
    }

    @Test
    void oneThatNeverEndsItsAnswerIsToldOfAndHasTheSpansThatFollowOnceItDoes() throws Exception {
        int port = FreePorts.next();
        Echobus node;
        try (var wrong = WrongCollector.start(port, WrongCollector.Way.HEAD_ALONE)) {
            node = start(wrong.url());
            echo(node);
            await(() -> dropped(node) >= SPANS_PER_ECHO && !warnings().isEmpty());
            assertThat(warnings()).singleElement().asString().contains("takes no spans: no whole answer in time;");
        }
        try (TestCollector collector = TestCollector.start(port)) {
            echo(node);
            collector.await(all -> all.size() >= SPANS_PER_ECHO);
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static void echo(Echobus node) throws Exception {
        Message<Buffer> reply = node.vertx()
                .eventBus()
                .<Buffer>request("echobus.client.echo", "hello")
                .await(30, TimeUnit.SECONDS);
        assertThat(reply.body().toString()).isEqualTo("hello");
    }

    private static long dropped(Echobus node) {
        return node.stats().toJson().getLong("spansDropped");
    }

    private List<String> warnings() {
        return messages(Level.WARN);
    }

    private List<String> messages(Level level) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in 30 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static Echobus start(String endpoint) throws Exception {
        return Echobus.start(TestConfigs.of(
                        "server.host=127.0.0.1",
                        "server.port=0",
                        "server.drainQuietMs=0",
                        "tracing.endpoint=" + endpoint))
                .await(30, TimeUnit.SECONDS);
    }
}
