package dev.echobus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of words as lines of text, their columns as wide as they need to be. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int rightFrom;

    /** @param rightFrom the first column that is aligned to the right, as numbers are */
    private TextTable(int rightFrom) {
        this.rightFrom = rightFrom;
    }

    static TextTable ofWords(String... headings) {
        return new TextTable(Integer.MAX_VALUE).add(List.of(headings));
    }

    static TextTable ofNumbers(List<String> headings) {
        return new TextTable(1).add(headings);
    }

    /** Adds a row, with a word for each heading. */
    TextTable add(List<String> words) {
        rows.add(words);
        return this;
    }

    List<String> lines() {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String word = row.get(column);
            String padding = " ".repeat(widths[column] - word.length());
            line.append(column == 0 ? "" : GAP).append(column < rightFrom ? word + padding : padding + word);
        }
        return line.toString().stripTrailing();
    }
}
