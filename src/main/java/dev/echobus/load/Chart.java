package dev.echobus.load;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A line chart as SVG, drawn here so that the page needs no script: axes with their labels, lines, and a legend. Colours
 * are classes that the page's style sheet fills.
 */
final class Chart {

    private static final int WIDTH = 880;
    private static final int HEIGHT = 300;
    private static final int LEFT = 84;
    private static final int RIGHT = 34;
    private static final int TOP = 34;
    private static final int BOTTOM = 40;

    /** A line: its name, the class of its colour, and its points from left to right. */
    record Line(String name, String style, List<Point> points) {}

    /** A point in the chart's own measure. */
    record Point(double x, double y) {}

    /** A mark on an axis. */
    record Mark(double at, String text) {}

    /** An axis: from where to where, its marks, and what it shows. */
    record Axis(String title, double from, double to, List<Mark> marks) {

        private double share(double value) {
            return to > from ? Math.max(0, Math.min(1, (value - from) / (to - from))) : 0;
        }
    }

    private final StringBuilder svg = new StringBuilder();
    private final Axis horizontal;
    private final Axis vertical;

    private Chart(Axis horizontal, Axis vertical) {
        this.horizontal = horizontal;
        this.vertical = vertical;
    }

    static String draw(String title, Axis horizontal, Axis vertical, List<Line> lines) {
        var chart = new Chart(horizontal, vertical);
        chart.svg.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n".formatted(WIDTH, HEIGHT, title));
        chart.addAxes();
        for (int i = 0; i < lines.size(); i++) {
            chart.addLine(lines.get(i));
            chart.addLegend(lines.get(i), i);
        }
        return chart.svg.append("</svg>\n").toString();
    }

    /** An axis from zero whose marks are round numbers. */
    static Axis linear(String title, double to, DoubleFunction<String> label) {
        double top = to > 0 ? to : 1;
        double rough = top / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = Stream.of(1, 2, 5, 10)
                .map(it -> it * power)
                .filter(it -> it >= rough)
                .findFirst()
                .orElse(10 * power);
        int count = (int) Math.ceil(top / step);
        var marks = IntStream.rangeClosed(0, count)
                .mapToObj(i -> new Mark(i * step, label.apply(i * step)))
                .toList();
        return new Axis(title, 0, count * step, marks);
    }

    private void addAxes() {
        for (Mark mark : horizontal.marks) {
            double x = x(mark.at);
            add("<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, TOP, x, HEIGHT - BOTTOM);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x, HEIGHT - BOTTOM + 16, mark.text);
        }
        for (Mark mark : vertical.marks) {
            double y = y(mark.at);
            add("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, WIDTH - RIGHT, y);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, mark.text);
        }
        double middle = (LEFT + WIDTH - RIGHT) / 2.0;
        add(
                "<text class=\"title\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                middle, HEIGHT - 6, horizontal.title);
        add("<text class=\"title\" x=\"4\" y=\"16\">%s</text>", vertical.title);
    }

    private void addLine(Line line) {
        var points = new StringBuilder();
        for (Point point : line.points) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x), y(point.y)));
        }
        add(
                "<polyline class=\"line %s\" points=\"%s\"/>",
                line.style, points.toString().strip());
        if (line.points.size() == 1) {
            Point only = line.points.get(0);
            add("<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", line.style, x(only.x), y(only.y));
        }
    }

    private void addLegend(Line line, int index) {
        int x = WIDTH - RIGHT - 150 * (index + 1);
        add("<line class=\"line %s\" x1=\"%d\" y1=\"12\" x2=\"%d\" y2=\"12\"/>", line.style, x, x + 22);
        add("<text x=\"%d\" y=\"16\">%s</text>", x + 28, line.name);
    }

    private double x(double value) {
        return LEFT + horizontal.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - vertical.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
