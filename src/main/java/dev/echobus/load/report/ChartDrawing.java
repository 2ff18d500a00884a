package dev.echobus.load.report;

import dev.echobus.load.report.Axis.Mark;
import dev.echobus.load.report.Chart.Frame;
import dev.echobus.load.report.Chart.Limit;
import dev.echobus.load.report.Chart.Line;
import dev.echobus.load.report.Chart.Point;
import dev.echobus.load.report.Chart.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One drawing of a chart as SVG. Colours are classes that the page's style sheet fills. */
final class ChartDrawing {

    /** Width of a letter of the labels, and the least room between two of them. */
    private static final double LETTER_PIXELS = 7;

    private static final double LABEL_GAP_PIXELS = 8;
    private static final double MARK_GAP_PIXELS = 16;

    private final StringBuilder svg = new StringBuilder();
    private final Chart chart;
    private final Frame frame;

    private ChartDrawing(Chart chart, Frame frame) {
        this.chart = chart;
        this.frame = frame;
    }

    static String of(Chart chart, Frame frame) {
        var drawing = new ChartDrawing(chart, frame);
        drawing.add(
                "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                frame.style(), frame.width, frame.height, Html.escape(chart.title()));
        drawing.addAxes();
        chart.limits().forEach(drawing::addLimit);
        chart.lines().forEach(drawing::addLine);
        drawing.addReadings();
        drawing.add("</svg>");
        return drawing.svg.toString();
    }

    private void addAxes() {
        double top = frame.y(1);
        double bottom = frame.y(0);
        double nextLabelFrom = Double.NEGATIVE_INFINITY;
        for (Mark mark : chart.horizontal().marks()) {
            double x = frame.x(chart.horizontal().share(mark.at()));
            double half = mark.text().length() * LETTER_PIXELS / 2;
            double middle = Math.min(x, frame.width - half);
            add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x, top, x, bottom);
            if (middle - half >= nextLabelFrom) {
                add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", middle, bottom + 16, mark.text());
                nextLabelFrom = middle + half + LABEL_GAP_PIXELS;
            }
        }
        double nextLabelBelow = Double.POSITIVE_INFINITY;
        for (Mark mark : chart.vertical().marks()) {
            double y = frame.y(chart.vertical().share(mark.at()));
            add("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", frame.left, y, frame.x(1), y);
            if (y <= nextLabelBelow) {
                add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", frame.left - 6, y + 4, mark.text());
                nextLabelBelow = y - MARK_GAP_PIXELS;
            }
        }
        add(
                "<text class=\"title\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (frame.left + frame.x(1)) / 2,
                frame.height - 6,
                Html.escape(chart.horizontal().title()));
    }

    private void addLimit(Limit limit) {
        double y = frame.y(chart.vertical().share(limit.at()));
        add("<line class=\"limit\" x1=\"%d\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", frame.left, y, frame.x(1), y);
    }

    /** A point between two gaps is a dot: a path of no length with round ends. */
    private void addLine(Line line) {
        var path = new StringBuilder();
        boolean isPenUp = true;
        for (Point point : line.points()) {
            double share = chart.vertical().share(point.y());
            if (Double.isNaN(share)) {
                isPenUp = true;
                continue;
            }
            path.append(String.format(
                    Locale.ROOT,
                    isPenUp ? "M%.1f %.1fh0" : "L%.1f %.1f",
                    frame.x(chart.horizontal().share(point.x())),
                    frame.y(share)));
            isPenUp = false;
        }
        add("<path class=\"line %s\" d=\"%s\"/>", line.style(), path);
    }

    /** Each place takes the room up to halfway to the next, and tells itself above the chart when pointed at. */
    private void addReadings() {
        List<Reading> places = placesOf(chart.readings());
        for (int i = 0; i < places.size(); i++) {
            double x = x(places.get(i));
            double from = i == 0 ? frame.x(0) : (x(places.get(i - 1)) + x) / 2;
            double to = i == places.size() - 1 ? frame.x(1) : (x(places.get(i + 1)) + x) / 2;
            add(
                    "<g class=\"place\"><rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\"/>"
                            + "<g><path class=\"cursor\" d=\"M%.1f %.1fV%.1f\"/><text x=\"%d\" y=\"14\">%s</text></g></g>",
                    from,
                    Math.max(0, to - from),
                    frame.height,
                    x,
                    frame.y(1),
                    frame.y(0),
                    4,
                    Html.escape(places.get(i).text()));
        }
    }

    private double x(Reading reading) {
        return frame.x(chart.horizontal().share(reading.x()));
    }

    private List<Reading> placesOf(List<Reading> readings) {
        int each = Math.max(1, (readings.size() + frame.placesMax - 1) / frame.placesMax);
        var places = new ArrayList<Reading>();
        for (int i = 0; i < readings.size(); i += each) {
            readings.subList(i, Math.min(i + each, readings.size())).stream()
                    .max(Comparator.comparingDouble(Reading::severity))
                    .ifPresent(places::add);
        }
        return places;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
