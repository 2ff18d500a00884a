package dev.echobus.load.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A line chart for a page without scripts: drawn once for a wide page and once for a narrow one, of which the style sheet
 * shows the one that fits. Immutable.
 *
 * @param lines from the bottom to the top: the last one lies over the others, and is named first
 * @param limits lines across the chart, such as what was asked for
 * @param readings what is shown for a place that is pointed at, from left to right
 */
record Chart(
        String title, Axis horizontal, Axis vertical, List<Line> lines, List<Limit> limits, List<Reading> readings) {

    /** A line: its name, the class of its colour, and its points from left to right; a gap is not a number. */
    record Line(String name, String style, List<Point> points) {}

    /** A point in the chart's own measure. */
    record Point(double x, double y) {}

    /** A value of the vertical axis that a reader holds the lines against. */
    record Limit(String name, double at) {}

    /** What to tell of a place; where several share one, the most severe is told. */
    record Reading(double x, double severity, String text) {}

    String html() {
        var keys = new ArrayList<String>();
        lines.forEach(line -> keys.add(0, key(line.style, line.name)));
        limits.forEach(limit -> keys.add(key("limit", limit.name)));
        return """
                <figure>
                <figcaption>%s</figcaption>
                %s%s</figure>
                """.formatted(
                        String.join(" ", keys), ChartDrawing.of(this, Frame.WIDE), ChartDrawing.of(this, Frame.NARROW));
    }

    private static String key(String style, String name) {
        return "<span class=\"key %s\">%s</span>".formatted(style, Html.escape(name));
    }

    /** A size to draw at, in pixels, so that text is as large on a telephone as on a desk. */
    enum Frame {
        WIDE(880, 300, 76, 150),
        NARROW(358, 260, 58, 60);

        static final int RIGHT = 16;
        static final int TOP = 38;
        static final int BOTTOM = 42;

        final int width;
        final int height;
        final int left;
        /** Places that can be pointed at; more would be narrower than a finger, and only make the file larger. */
        final int placesMax;

        Frame(int width, int height, int left, int placesMax) {
            this.width = width;
            this.height = height;
            this.left = left;
            this.placesMax = placesMax;
        }

        String style() {
            return this == WIDE ? "wide" : "narrow";
        }

        double x(double share) {
            return left + share * (width - left - RIGHT);
        }

        double y(double share) {
            return height - BOTTOM - share * (height - TOP - BOTTOM);
        }
    }
}
