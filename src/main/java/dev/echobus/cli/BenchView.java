package dev.echobus.cli;

import dev.echobus.cli.screen.Cells;
import dev.echobus.cli.screen.Palette;
import dev.echobus.cli.screen.Sparkline;
import dev.echobus.common.Quantity;
import dev.echobus.load.plan.BenchPlan.Timing;
import dev.echobus.load.result.TimelinePoint;
import dev.echobus.load.result.TimelinePoint.LatencyPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal shows of a run that goes on: how far it is, rates, the last second's latencies, and a bar for each second
 * until now. Makes lines of numbers; one thread.
 */
final class BenchView {

    /** Seconds that are kept: as many columns as the widest window has. */
    private static final int SECONDS_MAX = 512;

    private static final int BAR_COLUMNS = 20;

    private static final double NANOS_A_SECOND = 1e9;

    private final String label;
    private final double warmUpSeconds;
    private final double measuredSeconds;
    private final List<Double> rates = new ArrayList<>();

    private double secondsMeasured;
    private long echoedMeasured;
    private long faults;
    private long lateSends;
    private @Nullable TimelinePoint last;

    /** @param label what stands before the rest */
    BenchView(String label, Timing timing) {
        this.label = label;
        warmUpSeconds = timing.warmUpNanos() / NANOS_A_SECOND;
        measuredSeconds = timing.measuredNanos() / NANOS_A_SECOND;
    }

    /** Adds the next second. */
    void add(TimelinePoint second) {
        last = second;
        if (rates.size() == SECONDS_MAX) {
            rates.remove(0);
        }
        rates.add(second.echoedPerSecond());
        faults += second.faults();
        lateSends += second.lateSends();
        if (second.isMeasured()) {
            secondsMeasured += second.seconds();
            echoedMeasured += second.messagesEchoed();
        }
    }

    /** As many fields as stand in so many columns; no line reaches the last one. Nothing before the first second is over. */
    List<AttributedString> lines(int columns, Palette palette) {
        TimelinePoint second = last;
        if (second == null) {
            return List.of();
        }
        int room = Math.max(1, columns - 1);
        var lines = new ArrayList<AttributedString>();
        lines.add(Cells.line(progress(second, palette), room));
        lines.add(Cells.line(rates(second, palette), room));
        if (second.isMeasured()) {
            lines.add(Cells.line(latencies(second.latency(), palette), room));
        }
        lines.add(palette.drawn(Sparkline.of(rates, room)));
        return lines;
    }

    private List<AttributedString> progress(TimelinePoint second, Palette palette) {
        var fields = new ArrayList<AttributedString>();
        if (!label.isEmpty()) {
            fields.add(palette.plain(label));
        }
        boolean isMeasured = second.isMeasured();
        double passed = isMeasured ? second.atSeconds() : second.atSeconds() + warmUpSeconds;
        double whole = isMeasured ? measuredSeconds : warmUpSeconds;
        boolean isSent = isMeasured && passed >= measuredSeconds;
        String phase = isSent ? "waiting for the last echoes" : isMeasured ? "measuring" : "warm-up";
        fields.add(palette.strong(phase));
        fields.add(palette.plain(seconds(passed) + " of " + seconds(whole) + " s"));
        fields.add(palette.faint(Sparkline.filled(whole > 0 ? passed / whole : 1, BAR_COLUMNS)));
        return fields;
    }

    private List<AttributedString> rates(TimelinePoint second, Palette palette) {
        var fields = new ArrayList<AttributedString>();
        fields.add(
                Cells.join(palette.strong(Quantity.ofCount(second.echoedPerSecond())), palette.faint(" messages/s")));
        if (faults > 0) {
            fields.add(palette.bad(Quantity.ofCount(faults) + " faults"));
        }
        if (secondsMeasured > 0) {
            fields.add(named("mean", Quantity.ofCount(echoedMeasured / secondsMeasured), palette));
        }
        if (lateSends > 0) {
            fields.add(named("late sends", Quantity.ofCount(lateSends), palette));
        }
        if (faults == 0) {
            fields.add(palette.good("no faults"));
        }
        return fields;
    }

    private static List<AttributedString> latencies(LatencyPoint latency, Palette palette) {
        if (latency.samples() == 0) {
            return List.of(palette.bad("nothing came back in the last second"));
        }
        return List.of(
                named("50 %", Quantity.ofNanos(latency.p50Nanos()), palette),
                named("99 %", Quantity.ofNanos(latency.p99Nanos()), palette),
                named("99.9 %", Quantity.ofNanos(latency.p999Nanos()), palette),
                named("max", Quantity.ofNanos(latency.maxNanos()), palette));
    }

    private static AttributedString named(String name, String value, Palette palette) {
        return Cells.join(palette.faint(name + " "), palette.strong(value));
    }

    private static String seconds(double seconds) {
        return seconds == Math.rint(seconds)
                ? String.valueOf(Math.round(seconds))
                : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
