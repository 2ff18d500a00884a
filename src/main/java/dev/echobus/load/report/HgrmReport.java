package dev.echobus.load.report;

import java.io.PrintStream;

/** The latencies as HdrHistogram's percentile table in microseconds, which its plotters read. */
public final class HgrmReport {

    /** Steps of the table in each halving of the distance to 100 %, as HdrHistogram's own tools have it. */
    private static final int TICKS_PER_HALF = 5;

    private static final double NANOS_PER_MICRO = 1_000;

    private HgrmReport() {}

    /** Writes the latencies from the intended send; the stream stays open. */
    public static void write(LoadReport report, PrintStream out) {
        String from = report.result().plan().pace().isOpenLoop() ? "intended" : "actual";
        // The table itself has no place for it; its readers pass over lines with a number sign.
        out.println("#[Unit = microseconds, from the " + from + " send of each message]");
        report.result().latency().outputPercentileDistribution(out, TICKS_PER_HALF, NANOS_PER_MICRO);
    }
}
