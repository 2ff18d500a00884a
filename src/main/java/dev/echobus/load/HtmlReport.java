package dev.echobus.load;

import dev.echobus.common.Quantity;
import dev.echobus.load.Chart.Axis;
import dev.echobus.load.Chart.Line;
import dev.echobus.load.Chart.Mark;
import dev.echobus.load.Chart.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report as one HTML file that needs nothing else: no script, no font, no network. */
public final class HtmlReport {

    /** Right end of the percentile curve: so many nines have a mark. */
    private static final int NINES_MAX = 5;

    private static final String STYLE = """
            :root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #59636e; --grid: #d9dee3;
              --one: #0b62c4; --two: #b35900; --three: #8a1f7a; --bad: #b3261e; --good: #1a7f37; }
            @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e9ec; --soft: #9aa4ae;
              --grid: #333a41; --one: #6cb0ff; --two: #ffb266; --three: #e08bd2; --bad: #ff8a80; --good: #6fdd8b; } }
            body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
              font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            p.sub { color: var(--soft); margin: .2rem 0 1rem; }
            .tiles { display: flex; flex-wrap: wrap; gap: .75rem; }
            .tile { border: 1px solid var(--grid); border-radius: .5rem; padding: .5rem .8rem; min-width: 6rem; }
            .tile b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
            .tile span { color: var(--soft); font-size: .85rem; }
            .bad { color: var(--bad); } .good { color: var(--good); }
            pre { border: 1px solid var(--grid); border-radius: .5rem; padding: .8rem; overflow-x: auto;
              font-size: .85rem; line-height: 1.4; }
            svg { width: 100%; height: auto; }
            svg text { fill: var(--soft); font: 12px system-ui, sans-serif; } svg text.title { fill: var(--ink); }
            .grid { stroke: var(--grid); } .line { fill: none; stroke-width: 2; }
            .one { stroke: var(--one); } .two { stroke: var(--two); } .three { stroke: var(--three); }
            .dot { stroke-width: 2; fill: var(--paper); }
            """;

    private final LoadReport report;
    private final LoadResult result;

    private HtmlReport(LoadReport report) {
        this.report = report;
        result = report.result();
    }

    /** The whole page. */
    public static String of(LoadReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        String target = escape(result.plan().target().toString());
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>echobus bench %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>echobus bench %s</h1>
                <p class="sub">%s, echobus %s</p>
                <div class="tiles">
                %s</div>
                <h2>Latency by percentile</h2>
                %s<h2>Messages echoed, step by step</h2>
                %s<h2>Latency, step by step</h2>
                %s<h2>Report</h2>
                <pre>%s</pre>
                </body>
                </html>
                """.formatted(
                target,
                STYLE,
                target,
                escape(result.startedAt().toString()),
                escape(report.version()),
                tiles(),
                percentileCurve(),
                rateLine(),
                latencyLines(),
                TextReport.lines(report).stream().map(HtmlReport::escape).collect(Collectors.joining("\n")));
    }

    private String tiles() {
        Histogram latency = result.latency();
        boolean isRight = result.faultCount() == 0;
        return tile("", Quantity.ofCount(result.achievedPerSecond()), "messages/s")
                + tile("", Quantity.ofNanos(latency.getValueAtPercentile(50)), "half within")
                + tile("", Quantity.ofNanos(latency.getValueAtPercentile(99)), "99 % within")
                + tile("", Quantity.ofNanos(latency.getMaxValue()), "max")
                + tile(isRight ? "good" : "bad", Quantity.ofCount(result.faultCount()), "faults")
                + tile(
                        report.isMissed() ? "bad" : "good",
                        String.valueOf(report.verdicts().stream()
                                .filter(verdict -> !verdict.isMet())
                                .count()),
                        "thresholds missed");
    }

    private static String tile(String style, String value, String name) {
        return "<div class=\"tile %s\"><b>%s</b><span>%s</span></div>%n".formatted(style, value, name);
    }

    /** Nines lie at equal distances: 90 %, 99 %, 99.9 %, up to where there are samples; both axes are logarithmic. */
    private String percentileCurve() {
        var lines = new ArrayList<Line>();
        lines.add(new Line(
                result.plan().pace().isOpenLoop() ? "from intended" : "from send", "one", curve(result.latency())));
        if (result.plan().pace().isOpenLoop()) {
            lines.add(new Line("from actual send", "two", curve(result.uncorrected())));
        }
        var marks = new ArrayList<Mark>();
        marks.add(new Mark(0, "0 %"));
        marks.add(new Mark(nines(50), "50 %"));
        for (int nines = 1; nines <= NINES_MAX; nines++) {
            marks.add(new Mark(nines, LoadReport.percentileText(percentile(nines)) + " %"));
        }
        return Chart.draw(
                "latency by percentile",
                new Axis("share of the messages", 0, NINES_MAX, marks),
                logarithmic(result.latency(), result.uncorrected()),
                lines);
    }

    private static List<Point> curve(Histogram latency) {
        var points = new ArrayList<Point>();
        long samples = latency.getTotalCount();
        for (double nines = 0; nines <= NINES_MAX && samples > 0; nines += 0.02) {
            double beyond = Math.pow(10, -nines);
            if (beyond * samples < 1 && !points.isEmpty()) {
                break;
            }
            points.add(new Point(nines, log(latency.getValueAtPercentile(100 * (1 - beyond)))));
        }
        return points;
    }

    private static Axis logarithmic(Histogram... histograms) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (Histogram histogram : histograms) {
            if (histogram.getTotalCount() > 0) {
                low = Math.min(low, Math.floor(log(histogram.getMinValue())));
                high = Math.max(high, Math.ceil(log(histogram.getMaxValue())));
            }
        }
        if (high == 0) {
            return new Axis("latency", 0, 1, List.of());
        }
        var marks = new ArrayList<Mark>();
        for (double power = low; power <= high; power++) {
            marks.add(new Mark(power, Quantity.ofNanos(Math.pow(10, power))));
        }
        return new Axis("latency", low, Math.max(high, low + 1), marks);
    }

    private String rateLine() {
        double top = result.timeline().stream()
                .mapToDouble(TimelinePoint::echoedPerSecond)
                .max()
                .orElse(0);
        return Chart.draw(
                "messages echoed, step by step",
                timeAxis(),
                Chart.linear("messages/s", top, Quantity::ofCount),
                List.of(new Line("echoed", "one", points(TimelinePoint::echoedPerSecond))));
    }

    private String latencyLines() {
        double top = result.timeline().stream()
                .mapToDouble(second -> (double) second.latency().maxNanos())
                .max()
                .orElse(0);
        return Chart.draw(
                "latency, step by step",
                timeAxis(),
                Chart.linear("latency", top, nanos -> nanos == 0 ? "0" : Quantity.ofNanos(nanos)),
                List.of(
                        new Line("max", "three", measured(it ->
                                (double) it.latency().maxNanos())),
                        new Line(
                                "99 %",
                                "two", measured(it -> (double) it.latency().p99Nanos())),
                        new Line(
                                "50 %",
                                "one", measured(it -> (double) it.latency().p50Nanos()))));
    }

    private Axis timeAxis() {
        var seconds = result.timeline();
        double from = seconds.isEmpty()
                ? 0
                : seconds.get(0).atSeconds() - seconds.get(0).seconds();
        double to = seconds.isEmpty() ? 1 : seconds.get(seconds.size() - 1).atSeconds();
        var marks = Chart.linear("", to, Quantity::ofCount).marks().stream()
                .filter(mark -> mark.at() <= to)
                .toList();
        return new Axis("seconds of measuring; warm-up lies before 0", from, to, marks);
    }

    private List<Point> points(ToDoubleFunction<TimelinePoint> value) {
        return result.timeline().stream()
                .map(second -> new Point(second.atSeconds(), value.applyAsDouble(second)))
                .toList();
    }

    private List<Point> measured(ToDoubleFunction<TimelinePoint> value) {
        return result.timeline().stream()
                .filter(TimelinePoint::isMeasured)
                .map(second -> new Point(second.atSeconds(), value.applyAsDouble(second)))
                .toList();
    }

    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static double percentile(int nines) {
        return Math.round((100 - Math.pow(10, 2 - nines)) * 1e6) / 1e6;
    }

    private static double log(long nanos) {
        return Math.log10((double) Math.max(1, nanos));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
