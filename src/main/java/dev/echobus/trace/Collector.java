package dev.echobus.trace;

import dev.echobus.common.Causes;
import dev.echobus.common.ConnectFailure;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector, as the queue of spans sees it: counts what it takes, and tells the log once when it takes none, and once
 * when it does again. Called by the queue's one thread.
 */
final class Collector implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(Collector.class);

    private final String url;
    private final SpanExporter exporter;
    private final SpanCounts counts;
    private final AtomicBoolean isRefusing = new AtomicBoolean();

    /** @param url where it is, for the log */
    Collector(String url, SpanExporter exporter, SpanCounts counts) {
        this.url = url;
        this.exporter = exporter;
        this.counts = counts;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int size = spans.size();
        CompletableResultCode result = begun(spans);
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                took(size);
            } else {
                refused(size, result.getFailureThrowable());
            }
        });
    }

    private CompletableResultCode begun(Collection<SpanData> spans) {
        try {
            return exporter.export(spans);
        } catch (RuntimeException failure) {
            return CompletableResultCode.ofExceptionalFailure(failure);
        }
    }

    private void took(int spans) {
        counts.taken(spans);
        if (isRefusing.compareAndSet(true, false)) {
            log.info("traces: {} (tracing.endpoint) takes spans again", url);
        }
    }

    private void refused(int spans, @Nullable Throwable failure) {
        if (counts.lost(spans) && isRefusing.compareAndSet(false, true)) {
            log.warn(
                    "traces: {} (tracing.endpoint) takes no spans: {}; they are dropped, and counted, until it does",
                    url,
                    reason(failure));
        }
    }

    /** In words for people. */
    static String reason(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return "no whole answer in time";
            }
            if (cause instanceof ConnectException) {
                String told = ConnectFailure.describe(cause);
                return told.equals(Causes.describe(cause)) ? "no connection" : told;
            }
        }
        return failure == null || failure.getCause() == null ? Statuses.describe(failure) : Causes.describe(failure);
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
