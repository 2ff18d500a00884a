package dev.echobus.cli.top;

import java.util.Comparator;

/**
 * What a table is put in order by.
 *
 * @param column an index of its headings
 * @param isDescending whether the largest comes first
 */
record Sort(int column, boolean isDescending) {

    /** Texts begin with the first of the alphabet, numbers with the largest. */
    static Sort of(Page page, int column) {
        return new Sort(column, !page.headings().get(column).isText());
    }

    Sort reversed() {
        return new Sort(column, !isDescending);
    }

    /** Equal ones by their names, whatever the direction. */
    Comparator<Row> comparator() {
        Comparator<Row> order = Comparator.comparing(row -> row.cells().get(column));
        return (isDescending ? order.reversed() : order)
                .thenComparing(row -> row.cells().get(0));
    }
}
