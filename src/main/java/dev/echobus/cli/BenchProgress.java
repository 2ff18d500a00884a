package dev.echobus.cli;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.TimelinePoint;
import java.io.PrintStream;
import java.util.Locale;

/** One line on a terminal that tells each second what goes on, and is gone at the end; nothing where no person sits. */
final class BenchProgress {

    /** Moves to the line's start and clears it. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final String label;
    private final boolean isTerminal;
    private final int columns;

    BenchProgress(PrintStream err, String label, boolean isTerminal) {
        this.err = err;
        this.label = label;
        this.isTerminal = isTerminal;
        columns = isTerminal ? Terminal.columns() : 0;
    }

    void show(TimelinePoint second) {
        if (isTerminal) {
            err.print(CLEAR + Terminal.fit(label + text(second), columns));
            err.flush();
        }
    }

    void clear() {
        if (isTerminal) {
            err.print(CLEAR);
            err.flush();
        }
    }

    static String text(TimelinePoint second) {
        String rate = Quantity.ofCount(second.echoedPerSecond()) + " messages/s";
        if (!second.isMeasured()) {
            return "warm-up  " + rate;
        }
        var latency = second.latency();
        String faults = second.faults() == 0 ? "" : "  " + Quantity.ofCount(second.faults()) + " faults";
        return String.format(
                Locale.ROOT,
                "%.0f s  %s%s  50 %% %s  99 %% %s  max %s",
                second.atSeconds(),
                rate,
                faults,
                Quantity.ofNanos(latency.p50Nanos()),
                Quantity.ofNanos(latency.p99Nanos()),
                Quantity.ofNanos(latency.maxNanos()));
    }
}
