package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.config.TestConfigs;
import dev.echobus.trace.TestCollector;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A collector at {@code https://}: who it has to be for spans to go there. */
class SecuredCollectorTest {

    private final Logger traces = (Logger) LoggerFactory.getLogger("dev.echobus.trace");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path directory;

    private TestAuthority authority;

    @BeforeEach
    void listen() throws Exception {
        authority = new TestAuthority(directory, "authority");
        lines.start();
        traces.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        traces.detachAppender(lines);
    }

    @Test
    void oneWhoseCertificateIsOfTheCaIsSentSpans() throws Exception {
        Issued issued = authority.issue("collector", "ip:127.0.0.1");
        try (var collector = TestCollector.start(authority.contextOf("collector"))) {
            Echobus node = start("tracing.endpoint=" + collector.url(), "tracing.ca=" + issued.ca());
            echo(node);
            collector.await(all -> all.size() >= 2);
            echo(node);
            collector.await(all -> all.size() >= 4);
            node.drain().await(30, TimeUnit.SECONDS);
            assertThat(warnings()).isEmpty();
        }
    }

    /** Of no CA that the JVM trusts. */
    @Test
    void withoutTheCaItIsSentNothingAndTheLogSaysWhy() throws Exception {
        authority.issue("collector", "ip:127.0.0.1");
        assertNothingIsSent("unable to find valid certification path");
    }

    @Test
    void oneOfAnotherCaIsSentNothing() throws Exception {
        authority.issue("collector", "ip:127.0.0.1");
        Issued other = new TestAuthority(directory, "other").issue("any", "ip:127.0.0.1");
        assertNothingIsSent("", "tracing.ca=" + other.ca());
    }

    @Test
    void oneWhoseCertificateNamesAnotherHostIsSentNothing() throws Exception {
        Issued issued = authority.issue("collector", "dns:elsewhere.example");
        assertNothingIsSent("127.0.0.1", "tracing.ca=" + issued.ca());
    }

    private void assertNothingIsSent(String why, String... settings) throws Exception {
        try (var collector = TestCollector.start(authority.contextOf("collector"))) {
            var all = new ArrayList<>(List.of(settings));
            all.add("tracing.endpoint=" + collector.url());
            Echobus node = start(all.toArray(String[]::new));
            echo(node);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (warnings().isEmpty()) {
                assertThat(System.nanoTime()).as("not in 30 s").isLessThan(end);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            node.drain().await(30, TimeUnit.SECONDS);
            assertThat(warnings().get(0)).contains("takes no spans: ").contains(why);
            assertThat(collector.requests()).isZero();
        }
    }

    @Test
    void aFileThatHoldsNoCaIsToldAtTheStart() {
        assertThatThrownBy(() -> start("tracing.endpoint=https://127.0.0.1:1", "tracing.ca=/nowhere"))
                .isInstanceOf(StartException.class)
                .hasMessage("tracing.ca: /nowhere: cannot be read: NoSuchFileException");
    }

    private List<String> warnings() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static void echo(Echobus node) throws Exception {
        node.vertx().eventBus().request("echobus.client.echo", "hello").await(30, TimeUnit.SECONDS);
    }

    private static Echobus start(String... settings) throws Exception {
        var all = new ArrayList<>(List.of("server.host=127.0.0.1", "server.port=0", "server.drainQuietMs=0"));
        all.addAll(List.of(settings));
        return Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS);
    }
}
