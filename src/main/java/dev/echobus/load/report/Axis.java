package dev.echobus.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An axis of a chart: from where to where, how values lie between, and its marks. Immutable.
 *
 * @param title what it shows
 * @param marks in ascending order; a drawing leaves out those it has no room for
 */
record Axis(String title, Scale scale, double from, double to, List<Mark> marks) {

    /** More decades than a histogram can span; a nonsensical range draws no more marks than this. */
    private static final int DECADES_MAX = 16;

    private static final int LINEAR_STEPS = 5;

    /** How far apart equal steps of the value lie. */
    enum Scale {
        LINEAR {
            @Override
            double place(double value) {
                return value;
            }
        },
        LOGARITHMIC {
            @Override
            double place(double value) {
                return value > 0 ? Math.log10(value) : Double.NaN;
            }
        };

        abstract double place(double value);
    }

    /** A mark with its label. */
    record Mark(double at, String text) {}

    /** Where a value lies, 0 at the start and 1 at the end; not a number for what the scale has no place for. */
    double share(double value) {
        double place = scale.place(value);
        double start = scale.place(from);
        double end = scale.place(to);
        return Double.isNaN(place) ? Double.NaN : Math.max(0, Math.min(1, (place - start) / (end - start)));
    }

    /** From zero to a round number that holds {@code top}. */
    static Axis linear(String title, double top, DoubleFunction<String> label) {
        double step = roundStep(top > 0 ? top : 1);
        int count = (int) Math.max(1, Math.ceil((top > 0 ? top : 1) / step));
        var marks = IntStream.rangeClosed(0, count)
                .mapToObj(i -> new Mark(i * step, label.apply(i * step)))
                .toList();
        return new Axis(title, Scale.LINEAR, 0, count * step, marks);
    }

    /** Between two values as they are, with marks at round numbers. */
    static Axis exactly(String title, double from, double to, DoubleFunction<String> label) {
        double end = to > from ? to : from + 1;
        double step = roundStep(end - from);
        var marks = new ArrayList<Mark>();
        for (double at = Math.ceil(from / step) * step; at <= end + step / 1e6; at += step) {
            marks.add(new Mark(at, label.apply(at)));
        }
        return new Axis(title, Scale.LINEAR, from, end, List.copyOf(marks));
    }

    /** Decades, with their halves and fifths where the values span few of them; both ends hold all values. */
    static Axis logarithmic(String title, double least, double most, DoubleFunction<String> label) {
        double low = Math.max(1, Math.min(least, most));
        double high = Math.max(low, most);
        int firstDecade = (int) Math.floor(Math.log10(low));
        int lastDecade = Math.min((int) Math.ceil(Math.log10(high)), firstDecade + DECADES_MAX);
        boolean isFine = lastDecade - firstDecade <= 2;
        var all = new ArrayList<Double>();
        for (int decade = firstDecade; decade <= lastDecade; decade++) {
            for (int factor : isFine ? new int[] {1, 2, 5} : new int[] {1}) {
                all.add(factor * Math.pow(10, decade));
            }
        }
        double from = all.stream()
                .filter(it -> it <= low)
                .reduce((one, other) -> other)
                .orElse(low);
        double to = all.stream().filter(it -> it > high).findFirst().orElse(high * 2);
        var marks = Stream.concat(all.stream(), Stream.of(to))
                .filter(it -> it >= from && it <= to)
                .distinct()
                .map(it -> new Mark(it, label.apply(it)))
                .toList();
        return new Axis(title, Scale.LOGARITHMIC, from, to, marks);
    }

    private static double roundStep(double span) {
        double rough = span / LINEAR_STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        return Stream.of(1, 2, 5, 10)
                .map(it -> it * power)
                .filter(it -> it >= rough)
                .findFirst()
                .orElse(10 * power);
    }
}
