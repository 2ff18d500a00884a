package dev.echobus.trace;

import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.TracingConfig;
import dev.echobus.metric.TraceSnapshot;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.VertxTracer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A node's traces: begins spans, and sends those that ended to the collector of {@code tracing.endpoint}. Any thread. What
 * waits to be sent is bounded by {@link SpanCounts#WAITING_MAX}; sending has a thread of its own.
 */
public final class OpenTelemetryTracing implements Tracing {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(OpenTelemetryTracing.class);

    /** How long a batch may take, all of the collector's answer with it; then it is dropped and the connection cut. */
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);

    /** Spans are seen so soon, and sent so often at the most while there are few. */
    private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);

    private static final int BATCH_MAX = 512;

    /** Most of what a span says, as a client of the gateway may choose an address of any length: as many as wait are kept. */
    static final int TEXT_CHARACTERS_MAX = 256;

    private static final int MILLION = 1_000_000;

    /** Where a message that is handled has its span. Made before the Vertx is, whose contexts have a place for it. */
    static final ContextLocal<Span> HANDLING = ContextLocal.registerLocal(Span.class);

    /** Kept, as the JDK would forget its level: it would write to standard error what {@link Collector} tells once. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private static final TextMapGetter<MultiMap> HEADERS =
            (headers, name) -> headers == null ? null : headers.get(name);

    private final TracingConfig settings;
    private final SpanCounts counts = new SpanCounts();

    private volatile @Nullable Running running;

    /** What there is once the node is known. */
    private record Running(Vertx vertx, SdkTracerProvider provider, Tracer tracer) {}

    /** To be made before the node's Vertx, and told to {@link #start} once that is there. */
    public OpenTelemetryTracing(TracingConfig settings) {
        this.settings = settings;
    }

    /** What the Vertx takes as its tracer. */
    public VertxTracer<Span, Span> tracer() {
        return new BusTracer(this);
    }

    /** Begins to trace; until then nothing is. */
    public void start(Vertx vertx, String node, String version) {
        LIBRARY.setLevel(Level.OFF);
        var exporter = exporter(vertx, settings.endpoint().traces(), settings.ca(), EXPORT_TIMEOUT);
        String url = settings.endpoint().toString();
        var queue = BatchSpanProcessor.builder(new Collector(url, exporter, counts))
                .setMaxQueueSize(SpanCounts.WAITING_MAX)
                .setMaxExportBatchSize(BATCH_MAX)
                .setScheduleDelay(EXPORT_INTERVAL)
                // CollectorSender has given up before.
                .setExporterTimeout(EXPORT_TIMEOUT.multipliedBy(2))
                .build();
        var resource = Resource.create(Attributes.builder()
                .put("service.name", settings.service())
                .put("service.instance.id", node)
                .put("service.version", version)
                .build());
        var provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(resource))
                // Of those that are not to be kept it hears nothing.
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(TEXT_CHARACTERS_MAX)
                        .build())
                .addSpanProcessor(new BoundedSpans(queue, counts))
                .build();
        running = new Running(vertx, provider, provider.get("dev.echobus", version));
        log.info("traces go to {}, {} of a million", url, settings.samplesPerMillion());
    }

    /**
     * What takes each batch there, within so long.
     *
     * @param ca file of the CAs that its certificate must be of; empty: those that the JVM trusts
     */
    static SpanExporter exporter(Vertx vertx, String url, String ca, Duration timeout) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(url)
                .setTimeout(timeout)
                .setComponentLoader(CollectorSender.asComponent(vertx, ca))
                // A collector that is down for long would only be told later; spans are not worth more memory.
                .setRetryPolicy(null)
                .setMeterProvider(MeterProvider.noop())
                .build();
    }

    /** Sends what is left, and traces no more. What has not been sent when the time is over is dropped. */
    public Future<Void> stop(Duration most) {
        Running its = running;
        running = null;
        if (its == null) {
            return Future.succeededFuture();
        }
        Promise<Void> sent = Promise.promise();
        its.provider().shutdown().whenComplete(sent::tryComplete);
        return sent.future()
                .timeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .onComplete(over -> giveUp(most));
    }

    private void giveUp(Duration most) {
        int left = counts.giveUp();
        if (left > 0) {
            log.warn(
                    "traces: {} spans dropped, {} (tracing.endpoint) did not take them within {} ms",
                    left,
                    settings.endpoint(),
                    most.toMillis());
        }
    }

    public TraceSnapshot snapshot() {
        return counts.snapshot();
    }

    @Override
    public boolean isOn() {
        return running != null;
    }

    @Override
    public Span begin(Span.Kind kind, String what, String of, @Nullable MultiMap headers) {
        Running its = running;
        if (its == null) {
            return Span.NONE;
        }
        UnkeptSpan unkept = UnkeptSpan.carried(headers);
        if (unkept != null) {
            return unkept;
        }
        Context parent = carried(headers);
        if (parent == Context.root()) {
            Span current = current();
            if (current instanceof UnkeptSpan) {
                return current;
            } else if (current instanceof OpenSpan open) {
                parent = open.asParent();
            } else if (!isNextKept()) {
                return UnkeptSpan.begin();
            }
        }
        var span = its.tracer()
                .spanBuilder(what + " " + of)
                .setParent(parent)
                .setSpanKind(kind(kind))
                .startSpan();
        return new OpenSpan(span);
    }

    private boolean isNextKept() {
        return ThreadLocalRandom.current().nextInt(MILLION) < settings.samplesPerMillion();
    }

    /** The root where headers carry nothing that can be read. */
    private static Context carried(@Nullable MultiMap headers) {
        return headers == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    }

    @Override
    public boolean continues(@Nullable MultiMap headers) {
        return current() != Span.NONE || carried(headers) != Context.root();
    }

    @Override
    public Span current() {
        Span task = TaskSpans.current();
        if (task != Span.NONE) {
            return task;
        }
        Running its = running;
        io.vertx.core.Context context = Vertx.currentContext();
        // Contexts of another Vertx may be older than the place for the span.
        if (its == null || context == null || context.owner() != its.vertx()) {
            return Span.NONE;
        }
        Span handling = context.getLocal(HANDLING);
        return handling == null ? Span.NONE : handling;
    }

    private static SpanKind kind(Span.Kind kind) {
        return switch (kind) {
            case CLIENT -> SpanKind.CLIENT;
            case SERVER -> SpanKind.SERVER;
            case PRODUCER -> SpanKind.PRODUCER;
            case CONSUMER -> SpanKind.CONSUMER;
        };
    }
}
