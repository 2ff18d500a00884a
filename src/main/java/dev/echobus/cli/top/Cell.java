package dev.echobus.cli.top;

import dev.echobus.cli.screen.Cells;
import dev.echobus.common.Quantity;

/**
 * One value of a table.
 *
 * @param text as it is shown: nothing in it that a terminal obeys
 * @param number what it is put in order by; of texts 0
 * @param isText whether it is put in order by its text
 */
record Cell(String text, double number, boolean isText) implements Comparable<Cell> {

    /** Where there is no number. */
    static final Cell NONE = new Cell("–", -1, false);

    /** A text that came from elsewhere. */
    static Cell ofText(String text) {
        return new Cell(Cells.shown(text), 0, true);
    }

    static Cell ofCount(double count) {
        return new Cell(Quantity.ofCount(count), count, false);
    }

    /** A rate: of fractions of a message nobody is told. */
    static Cell ofRate(double perSecond) {
        return new Cell(Quantity.ofCount(Math.rint(perSecond)), perSecond, false);
    }

    static Cell ofBytesPerSecond(double bytes) {
        return new Cell(Quantity.ofBytesPerSecond(bytes), bytes, false);
    }

    /** So many bytes in all. */
    static Cell ofBytes(double bytes) {
        String perSecond = Quantity.ofBytesPerSecond(bytes);
        return new Cell(perSecond.substring(0, perSecond.length() - "/s".length()), bytes, false);
    }

    static Cell ofNanos(double nanos) {
        return new Cell(Quantity.ofNanos(nanos), nanos, false);
    }

    /** A time of milliseconds to days, in its two largest units. */
    static Cell ofMillis(long milliseconds) {
        String text = milliseconds < 1_000 ? milliseconds + "ms" : Uptime.text(milliseconds);
        return new Cell(text, (double) milliseconds, false);
    }

    /** Texts by the alphabet, shorter ones first where one is the other's start and a number: 2 before 10. */
    @Override
    public int compareTo(Cell other) {
        if (!isText || !other.isText) {
            return Double.compare(number, other.number);
        }
        String name = withoutNumber(text);
        int byName = name.compareTo(withoutNumber(other.text));
        if (byName != 0) {
            return byName;
        }
        int byLength = Integer.compare(text.length(), other.text.length());
        return byLength != 0 ? byLength : text.compareTo(other.text);
    }

    private static String withoutNumber(String text) {
        int end = text.length();
        while (end > 0 && Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
