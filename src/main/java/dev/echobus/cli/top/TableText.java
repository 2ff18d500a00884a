package dev.echobus.cli.top;

import dev.echobus.cli.screen.Cells;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table as lines of text: its columns as wide as the widest of their cells, as many as have room. Any thread. */
final class TableText {

    private static final String GAP = "  ";

    private final List<Heading> headings;
    private final List<Row> rows;
    private final int[] widths;

    TableText(List<Heading> headings, List<Row> rows) {
        this.headings = headings;
        this.rows = rows;
        widths = IntStream.range(0, headings.size()).map(this::width).toArray();
    }

    private int width(int column) {
        int cells = rows.stream()
                .mapToInt(row -> Cells.columns(row.cells().get(column).text()))
                .max()
                .orElse(0);
        return Math.max(cells, Cells.columns(headings.get(column).title()));
    }

    /** All rows and columns, the headings first. */
    List<String> lines() {
        return lines(rows, Integer.MAX_VALUE).stream()
                .map(String::stripTrailing)
                .toList();
    }

    /** The headings and these rows, no wider than so many columns: the last columns are left out, the first is cut. */
    List<String> lines(List<Row> some, int columns) {
        int[] fitting = widths.clone();
        // A long name must not take all the room.
        if (IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) > columns) {
            fitting[0] = Math.min(widths[0], Math.max(1, columns / 2));
        }
        int shown = 0;
        long taken = 0;
        for (int width : fitting) {
            taken += width + (shown == 0 ? 0 : GAP.length());
            if (taken > columns) {
                break;
            }
            shown++;
        }
        int count = Math.max(1, shown);
        var lines = new ArrayList<String>();
        lines.add(line(headings.stream().map(Heading::title).toList(), fitting, count));
        some.forEach(row -> lines.add(line(row.cells().stream().map(Cell::text).toList(), fitting, count)));
        return lines;
    }

    private String line(List<String> texts, int[] fitting, int count) {
        var line = new StringBuilder();
        for (int column = 0; column < count; column++) {
            String text = texts.get(column);
            line.append(column == 0 ? "" : GAP)
                    .append(
                            headings.get(column).isText()
                                    ? Cells.left(text, fitting[column])
                                    : Cells.right(text, fitting[column]));
        }
        return line.toString();
    }
}
