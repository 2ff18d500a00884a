package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.report.Axis.Mark;
import dev.echobus.load.report.Axis.Scale;
import dev.echobus.load.report.Chart.Limit;
import dev.echobus.load.report.Chart.Line;
import dev.echobus.load.report.Chart.Point;
import dev.echobus.load.report.Chart.Reading;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.result.TimelinePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The charts of a report's page, from the run's histograms and its timeline. */
final class HtmlCharts {

    /** Right end of the percentile curve: so many nines have a mark. */
    private static final int NINES_MAX = 5;

    private static final double CURVE_STEP_NINES = 0.05;

    private final LoadReport report;
    private final LoadResult result;

    HtmlCharts(LoadReport report) {
        this.report = report;
        result = report.result();
    }

    /** Nines lie at equal distances: 90 %, 99 %, 99.9 %, up to where there are samples; the latency is logarithmic. */
    String percentiles() {
        Histogram latency = result.latency();
        if (latency.getTotalCount() == 0) {
            return "";
        }
        boolean isOpen = result.plan().pace().isOpenLoop();
        var lines = new ArrayList<Line>();
        if (isOpen) {
            lines.add(new Line("from actual send", "two", curve(result.uncorrected())));
        }
        lines.add(new Line(isOpen ? "from intended send" : "from send", "one", curve(latency)));
        List<Limit> limits = latencyLimits();
        var vertical = latencyAxis(
                Stream.of(latency, result.uncorrected())
                        .filter(it -> it.getTotalCount() > 0)
                        .flatMapToDouble(it -> DoubleStream.of((double) it.getMinValue(), (double) it.getMaxValue())),
                limits);
        var readings = curve(latency).stream()
                .map(point -> new Reading(point.x(), point.y(), curveText(point, isOpen)))
                .toList();
        return new Chart("latency by percentile", nineAxis(), vertical, lines, limits, readings).html();
    }

    /** Rates of each step of the timeline, beside what was requested. */
    String rates() {
        List<TimelinePoint> steps = sending();
        if (steps.isEmpty()) {
            return "";
        }
        Double requested = result.plan().pace().ratePerSecond();
        var limits = new ArrayList<Limit>();
        if (requested != null) {
            limits.add(new Limit(Quantity.ofCount(requested) + "/s requested", requested));
        }
        report.verdicts().stream()
                .map(Threshold.Verdict::threshold)
                .filter(threshold -> threshold.metric().equals("rate"))
                .forEach(threshold -> limits.add(new Limit(threshold.text(), threshold.limit())));
        double top = Stream.concat(
                        steps.stream().map(TimelinePoint::echoedPerSecond),
                        limits.stream().map(Limit::at))
                .mapToDouble(it -> it)
                .max()
                .orElse(0);
        var readings = steps.stream()
                .map(step -> new Reading(step.atSeconds(), -step.echoedPerSecond(), rateText(step)))
                .toList();
        return new Chart(
                        "messages echoed over time",
                        timeAxis(),
                        Axis.linear("messages/s", top, Quantity::ofCount),
                        List.of(new Line("echoed", "one", points(TimelinePoint::echoedPerSecond))),
                        limits,
                        readings)
                .html();
    }

    /** Latency of each step, with what it intended and nobody answered; a step with neither leaves a gap. */
    String latencies() {
        List<TimelinePoint> steps = sending().stream()
                .filter(step -> step.isMeasured() && step.latency().samples() > 0)
                .toList();
        if (steps.isEmpty()) {
            return "";
        }
        List<Limit> limits = latencyLimits();
        var values = steps.stream()
                .flatMapToDouble(step -> DoubleStream.of((double) step.latency().p50Nanos(), (double)
                        step.latency().maxNanos()));
        var readings = steps.stream()
                .map(step ->
                        new Reading(step.atSeconds(), (double) step.latency().maxNanos(), latencyText(step)))
                .toList();
        return new Chart(
                        "latency over time",
                        timeAxis(),
                        latencyAxis(values, limits),
                        List.of(
                                new Line(
                                        "max",
                                        "three",
                                        points(step ->
                                                sampled(step, step.latency().maxNanos()))),
                                new Line(
                                        "p99",
                                        "two",
                                        points(step ->
                                                sampled(step, step.latency().p99Nanos()))),
                                new Line(
                                        "p50",
                                        "one",
                                        points(step ->
                                                sampled(step, step.latency().p50Nanos())))),
                        limits,
                        readings)
                .html();
    }

    /** The drain is one long step in which nothing is sent: it would only squeeze the others. */
    private List<TimelinePoint> sending() {
        return result.timeline().stream()
                .filter(step -> step.phase() != Phase.DRAIN)
                .toList();
    }

    private static double sampled(TimelinePoint step, long nanos) {
        return step.isMeasured() && step.latency().samples() > 0 ? (double) nanos : Double.NaN;
    }

    private List<Limit> latencyLimits() {
        return report.verdicts().stream()
                .map(Threshold.Verdict::threshold)
                .filter(Threshold::isOnLatency)
                .map(threshold -> new Limit(threshold.text(), threshold.limit()))
                .toList();
    }

    private static Axis latencyAxis(DoubleStream values, List<Limit> limits) {
        var all = DoubleStream.concat(values, limits.stream().mapToDouble(Limit::at))
                .summaryStatistics();
        return Axis.logarithmic("latency", all.getMin(), all.getMax(), Quantity::ofNanos);
    }

    private Axis timeAxis() {
        var steps = sending();
        double from = steps.get(0).atSeconds() - steps.get(0).seconds();
        double to = steps.get(steps.size() - 1).atSeconds();
        return Axis.exactly("seconds; warm-up lies before 0", from, to, HtmlCharts::secondsText);
    }

    private List<Point> points(ToDoubleFunction<TimelinePoint> value) {
        return sending().stream()
                .map(step -> new Point(step.atSeconds(), value.applyAsDouble(step)))
                .toList();
    }

    private static List<Point> curve(Histogram latency) {
        var points = new ArrayList<Point>();
        long samples = latency.getTotalCount();
        for (double nines = 0; nines <= NINES_MAX && samples > 0; nines += CURVE_STEP_NINES) {
            double beyond = Math.pow(10, -nines);
            if (beyond * samples < 1 && !points.isEmpty()) {
                break;
            }
            points.add(new Point(nines, (double) latency.getValueAtPercentile(100 * (1 - beyond))));
        }
        return points;
    }

    private static Axis nineAxis() {
        var marks = new ArrayList<Mark>();
        marks.add(new Mark(0, "0 %"));
        marks.add(new Mark(-Math.log10(0.5), "p50"));
        for (int nines = 1; nines <= NINES_MAX; nines++) {
            double percentile = Math.round((100 - Math.pow(10, 2 - nines)) * 1e6) / 1e6;
            marks.add(new Mark(nines, "p" + LoadReport.percentileText(percentile)));
        }
        return new Axis("share of the messages", Scale.LINEAR, 0, NINES_MAX, marks);
    }

    private String curveText(Point point, boolean isOpen) {
        double percentile = 100 * (1 - Math.pow(10, -point.x()));
        String text = String.format(Locale.ROOT, "%.5g %%: %s", percentile, Quantity.ofNanos(point.y()));
        return isOpen
                ? text + ", from actual send "
                        + Quantity.ofNanos(result.uncorrected().getValueAtPercentile(percentile))
                : text;
    }

    private static String latencyText(TimelinePoint step) {
        return at(step) + ": p50 " + Quantity.ofNanos(step.latency().p50Nanos()) + ", p99 "
                + Quantity.ofNanos(step.latency().p99Nanos()) + ", max "
                + Quantity.ofNanos(step.latency().maxNanos());
    }

    private static String rateText(TimelinePoint step) {
        String text = at(step) + ": " + Quantity.ofCount(step.echoedPerSecond()) + "/s echoed, "
                + Quantity.ofCount(step.sentPerSecond()) + "/s sent";
        return step.unanswered() > 0 ? text + ", " + Quantity.ofCount(step.unanswered()) + " unanswered" : text;
    }

    private static String at(TimelinePoint step) {
        return String.format(Locale.ROOT, "%.1f s", step.atSeconds());
    }

    private static String secondsText(double seconds) {
        return LoadReport.percentileText(Math.round(seconds * 1_000) / 1_000.0);
    }
}
