package dev.echobus.cli.screen;

import java.util.List;

/** Numbers as a row of bars, one a column. Any thread. */
public final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** The last of the numbers, as many as there are columns; the largest of these is a whole bar, 0 the lowest. */
    public static String of(List<Double> numbers, int columns) {
        var shown = numbers.subList(Math.max(0, numbers.size() - Math.max(0, columns)), numbers.size());
        double most = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        var line = new StringBuilder();
        shown.forEach(number -> line.append(BARS.charAt(bar(number, most))));
        return line.toString();
    }

    /** So much of a whole as a bar that fills with it. */
    public static String filled(double share, int columns) {
        int full = (int) Math.round(Math.max(0, Math.min(1, share)) * columns);
        return "█".repeat(full) + "░".repeat(columns - full);
    }

    private static int bar(double number, double most) {
        return most > 0 ? (int) Math.round(Math.max(0, number) / most * (BARS.length() - 1)) : 0;
    }
}
