package dev.echobus.load;

import java.io.PrintStream;

/** The latencies as HdrHistogram's percentile table in microseconds, which its plotters read. */
public final class HgrmReport {

    /** Steps of the table in each halving of the distance to 100 %, as HdrHistogram's own tools have it. */
    private static final int TICKS_PER_HALF = 5;

    private static final double NANOS_PER_MICRO = 1_000;

    private HgrmReport() {}

    public static void write(LoadReport report, PrintStream out) {
        report.result().latency().outputPercentileDistribution(out, TICKS_PER_HALF, NANOS_PER_MICRO);
    }
}
