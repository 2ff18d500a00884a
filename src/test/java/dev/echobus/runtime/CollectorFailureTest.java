package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.FreePorts;
import dev.echobus.config.TestConfigs;
import dev.echobus.trace.TestCollector;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
