package dev.echobus.trace;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import org.jspecify.annotations.Nullable;

/** What a collector answered that did not take spans. The one use of the exporter's internal API. */
final class Statuses {

    private Statuses() {}

    static String describe(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException refused && refused.getResponse() != null) {
            return "it answered with the status " + refused.getResponse().getStatusCode();
        }
        return failure == null ? "no reason given" : failure.toString();
    }
}
