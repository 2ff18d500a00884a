package dev.echobus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.trace.WrongCollector.Way;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches to a collector that does not end its answers, hundreds of them: each ends in time, and leaves nothing. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CollectorSenderTest {

    private static final int BATCHES = 50;
    private static final Duration EXCHANGE_TIMEOUT = Duration.ofMillis(40);

    /** Of Vert.x, whatever fails. */
    private static final int THREADS_MAX = 8;

    private final SpanCounts counts = new SpanCounts();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void howeverItFailsABatchTheNextOnesLeave(Way way) throws Exception {
        int port = FreePorts.next();
        String url = "http://127.0.0.1:" + port;
        var exporter = OpenTelemetryTracing.exporter(vertx, url + "/v1/traces", "", EXCHANGE_TIMEOUT);
        var batches = SimpleSpanProcessor.create(new Collector(url, exporter, counts));
        try (var provider = SdkTracerProvider.builder()
                .addSpanProcessor(new BoundedSpans(batches, counts))
                .build()) {
            Tracer tracer = provider.get("test");
            failAll(tracer, WrongCollector.start(port, way));
            try (var good = TestCollector.start(port)) {
                await(() -> {
                    send(tracer);
                    return counts.snapshot().exported() > 0;
                });
                good.await(spans -> !spans.isEmpty());
            }
        }
    }

    private void failAll(Tracer tracer, WrongCollector wrong) throws Exception {
        try (wrong) {
            long threads = threads();
            for (int batch = 1; batch <= BATCHES; batch++) {
                send(tracer);
                assertThat(counts.snapshot().dropped()).isEqualTo(batch);
            }
            assertThat(threads() - threads).isLessThanOrEqualTo(THREADS_MAX);
            assertThat(wrong.accepted()).isGreaterThan(BATCHES / 2);
            await(() -> wrong.open() == 0);
        }
    }

    /** A span that is a batch; it has its end before this returns. */
    private static void send(Tracer tracer) {
        tracer.spanBuilder("batch").startSpan().end();
    }

    /** Without those of the collector. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals("background"))
                .count();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in 30 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
