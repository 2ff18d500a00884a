package dev.echobus.cli.top;

import java.util.List;
import java.util.Locale;

/**
 * A line of a table.
 *
 * @param cells one a heading
 * @param isGone whether it is shown although it is no more
 */
record Row(List<Cell> cells, boolean isGone) {

    /** Whether one of its texts has this in it, in any case. */
    boolean has(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return cells.stream()
                .filter(Cell::isText)
                .anyMatch(cell -> cell.text().toLowerCase(Locale.ROOT).contains(wanted));
    }
}
