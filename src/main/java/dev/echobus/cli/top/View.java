package dev.echobus.cli.top;

import dev.echobus.cli.screen.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What somebody wants to see, and what a key changes of it. Immutable.
 *
 * @param sorts of each page
 * @param filter what a row has to have in one of its texts; empty: all rows are shown
 * @param isTyping whether keys are characters of the filter
 * @param offset how many rows are left out before
 * @param isHelp whether the keys are explained
 */
public record View(Page page, Map<Page, Sort> sorts, String filter, boolean isTyping, int offset, boolean isHelp) {

    /** Characters of a filter: nobody types more. */
    private static final int FILTER_MAX = 60;

    /** Keeps a copy. */
    public View {
        sorts = Collections.unmodifiableMap(new EnumMap<>(sorts));
    }

    /** A page in its usual order. */
    public static View of(Page page) {
        var sorts = new EnumMap<Page, Sort>(Page.class);
        for (Page each : Page.values()) {
            sorts.put(each, Sort.of(each, each.firstSort()));
        }
        return new View(page, sorts, "", false, 0, false);
    }

    Sort sort() {
        return Objects.requireNonNull(sorts.get(page));
    }

    /** What nodes are asked to put their connections in order by. */
    public String connectionSort() {
        return Page.CONNECTIONS.headings().get(connectionOrder().column()).sort();
    }

    /** Whether they are to begin with the largest. */
    public boolean isConnectionSortDescending() {
        return connectionOrder().isDescending();
    }

    private Sort connectionOrder() {
        return Objects.requireNonNull(sorts.get(Page.CONNECTIONS));
    }

    /** Those of the rows that are wanted, in their order; the first of them may be out of the window. */
    List<Row> wanted(List<Row> rows) {
        var wanted = new ArrayList<>(
                filter.isEmpty()
                        ? rows
                        : rows.stream().filter(row -> row.has(filter)).toList());
        wanted.removeIf(row -> row.cells().isEmpty());
        wanted.sort(sort().comparator());
        return wanted;
    }

    public View page(Page other) {
        return new View(other, sorts, filter, false, 0, false);
    }

    /** In order by this column of the page; the other way round where it is already. */
    public View sortedBy(int column) {
        Sort next = sort().column() == column ? sort().reversed() : Sort.of(page, column);
        return sorted(next);
    }

    /** In order by this column of the page, its usual way round. */
    public View orderedBy(int column) {
        return sorted(Sort.of(page, column));
    }

    private View sorted(Sort next) {
        var others = new EnumMap<Page, Sort>(sorts);
        others.put(page, next);
        return new View(page, others, filter, isTyping, 0, isHelp);
    }

    public View filter(String other) {
        return new View(page, sorts, other, isTyping, 0, isHelp);
    }

    private View typing(boolean other) {
        return new View(page, sorts, filter, other, offset, isHelp);
    }

    private View scrolled(int to, int last) {
        return new View(page, sorts, filter, isTyping, Math.max(0, Math.min(to, last)), isHelp);
    }

    private View help(boolean other) {
        return new View(page, sorts, filter, isTyping, offset, other);
    }

    /**
     * What is wanted once this key was pressed.
     *
     * @param rows how many are wanted
     * @param room how many of them have room
     */
    public View on(Key key, int rows, int room) {
        if (isTyping) {
            return type(key);
        }
        if (isHelp) {
            return help(false);
        }
        int last = Math.max(0, rows - room);
        int from = Math.min(offset, last);
        return switch (key.name()) {
            case UP -> scrolled(from - 1, last);
            case DOWN -> scrolled(from + 1, last);
            case PAGE_UP -> scrolled(from - room, last);
            case PAGE_DOWN -> scrolled(from + room, last);
            case HOME -> scrolled(0, last);
            case END -> scrolled(last, last);
            case TAB -> page(page.next());
            case ESCAPE -> filter("");
            case CHARACTER -> command(key.character());
            case ENTER, BACKSPACE, OTHER -> this;
        };
    }

    private View command(int character) {
        return switch (character) {
            case '1' -> page(Page.NODES);
            case '2' -> page(Page.LOOPS);
            case '3' -> page(Page.CONNECTIONS);
            case 's' ->
                sorted(Sort.of(page, (sort().column() + 1) % page.headings().size()));
            case 'r' -> sorted(sort().reversed());
            case '/' -> typing(true);
            case '?' -> help(true);
            default -> {
                int column = page.indexOf(character);
                yield column < 0 ? this : sortedBy(column);
            }
        };
    }

    private View type(Key key) {
        return switch (key.name()) {
            case ENTER -> typing(false);
            case ESCAPE -> filter("").typing(false);
            case BACKSPACE ->
                filter.isEmpty()
                        ? typing(false)
                        : filter(filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
            case CHARACTER ->
                filter.length() < FILTER_MAX ? filter(filter + Character.toString(key.character())) : this;
            case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END, TAB, OTHER -> this;
        };
    }
}
