package dev.echobus.cli.top;

/**
 * A table's column.
 *
 * @param title what stands over it
 * @param key what puts the table in its order
 * @param isText whether it has texts: put in order from the first on, and aligned to the left
 * @param sort what nodes know the order by that are asked for a part of the table; empty where they are asked for all
 */
record Heading(String title, char key, boolean isText, String sort) {

    static Heading ofText(String title, char key, String sort) {
        return new Heading(title, key, true, sort);
    }

    static Heading ofNumber(String title, char key, String sort) {
        return new Heading(title, key, false, sort);
    }
}
