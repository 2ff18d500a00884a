package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import org.HdrHistogram.Histogram;

/** Figures of a histogram as people read them; a dash where there are no samples. */
final class LatencyText {

    static final String NONE = "\u2013";

    private LatencyText() {}

    /** A percentile; 100 is the maximum. */
    static String percentile(Histogram latency, double percentile) {
        return isEmpty(latency) ? NONE : Quantity.ofNanos(latency.getValueAtPercentile(percentile));
    }

    static String least(Histogram latency) {
        return isEmpty(latency) ? NONE : Quantity.ofNanos(latency.getMinValue());
    }

    static String mean(Histogram latency) {
        return isEmpty(latency) ? NONE : Quantity.ofNanos(latency.getMean());
    }

    private static boolean isEmpty(Histogram latency) {
        return latency.getTotalCount() == 0;
    }
}
