package dev.echobus.runtime;

import dev.echobus.bus.tap.BusTap;
import dev.echobus.bus.trace.TracerPair;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.TracingConfig;
import dev.echobus.log.LogOutput;
import dev.echobus.metric.TraceSnapshot;
import dev.echobus.trace.OpenTelemetryTracing;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.Future;
import io.vertx.core.spi.tracing.VertxTracer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A node's traces, if it is told of a collector. Nothing of OpenTelemetry is loaded where it is not. Any thread. */
final class Traces {

    /** A collector that does not answer keeps a node for so long from its end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final @Nullable OpenTelemetryTracing open;

    /**
     * To be made before the node's Vertx. Blocks.
     *
     * @throws UnusableFileException when the collector's CAs cannot be used
     */
    Traces(TracingConfig settings) throws UnusableFileException {
        if (!settings.ca().isEmpty()) {
            PemFiles.ofSection("tracing", "", "", settings.ca()).tryAuthorities();
        }
        open = settings.endpoint().isSet() ? new OpenTelemetryTracing(settings) : null;
    }

    /** What the node's rooms begin spans with. */
    Tracing tracing() {
        return open == null ? Tracing.OFF : open;
    }

    /** The one tracer that the Vertx takes. */
    VertxTracer<?, ?> tracerWith(BusTap tap) {
        return open == null ? tap : TracerPair.of(tap, open.tracer());
    }

    /** Traces from now on. */
    void start(Node node) {
        OpenTelemetryTracing its = open;
        if (its != null) {
            its.start(node.vertx(), node.name(), StartLine.ofDefaults().version());
            LogOutput.traceIds(() -> its.current().traceId());
        }
    }

    /** Sends what is left, within {@link #STOP_TIMEOUT}, and traces no more. */
    Future<Void> stop() {
        if (open == null) {
            return Future.succeededFuture();
        }
        LogOutput.traceIds(() -> "");
        return open.stop(STOP_TIMEOUT);
    }

    TraceSnapshot snapshot() {
        return open == null ? TraceSnapshot.NONE : open.snapshot();
    }
}
