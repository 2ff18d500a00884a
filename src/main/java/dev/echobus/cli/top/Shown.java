package dev.echobus.cli.top;

import java.util.List;
import java.util.Map;

/**
 * What there is to show at one moment. Immutable.
 *
 * @param rows of each page
 * @param found how many connections there are of which those are some
 * @param notice what there is to say besides; empty when there is nothing
 */
public record Shown(
        Map<Page, List<Row>> rows, double found, double connections, double messagesPerSecond, String notice) {

    /** Before the first look. */
    public static Shown nothing(String notice) {
        return new Shown(Map.of(), 0, 0, 0, notice);
    }

    /** Keeps a copy. */
    public Shown {
        rows = Map.copyOf(rows);
    }

    List<Row> of(Page page) {
        return rows.getOrDefault(page, List.of());
    }

    /** The same, with something to say. */
    public Shown saying(String why) {
        return new Shown(rows, found, connections, messagesPerSecond, why);
    }
}
