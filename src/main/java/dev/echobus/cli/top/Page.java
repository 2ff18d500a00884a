package dev.echobus.cli.top;

import java.util.List;
import java.util.Locale;

/** What is shown at a time; each a table with columns of its own, the ones that matter first. */
public enum Page {
    NODES(
            'm',
            Heading.ofText("node", 'n', ""),
            Heading.ofText("state", 't', ""),
            Heading.ofNumber("conns", 'c', ""),
            Heading.ofNumber("msgs/s", 'm', ""),
            Heading.ofNumber("p50", '5', ""),
            Heading.ofNumber("p99", '9', ""),
            Heading.ofNumber("loop lag", 'l', ""),
            Heading.ofNumber("in flight", 'f', ""),
            Heading.ofNumber("in", 'i', ""),
            Heading.ofNumber("out", 'o', ""),
            Heading.ofNumber("refused", 'x', ""),
            Heading.ofNumber("evicted", 'e', ""),
            Heading.ofNumber("up", 'u', "")),
    LOOPS('c', Heading.ofText("loop", 'l', ""), Heading.ofNumber("conns", 'c', ""), Heading.ofText("node", 'n', "")),
    CONNECTIONS(
            'm',
            Heading.ofText("connection", 'd', "connection"),
            Heading.ofText("remote", 'a', "remote"),
            Heading.ofText("state", 't', "state"),
            Heading.ofNumber("msgs", 'm', "messages"),
            Heading.ofNumber("in", 'i', "bytesIn"),
            Heading.ofNumber("out", 'o', "bytesOut"),
            Heading.ofNumber("idle", 'g', "idleMs"),
            Heading.ofNumber("open", 'u', "openMs"),
            Heading.ofText("listener", 'k', "listener"),
            Heading.ofText("loop", 'l', "loop"));

    private final int firstSort;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so.
    private final List<Heading> headings;

    Page(char firstSort, Heading... headings) {
        this.headings = List.of(headings);
        this.firstSort = indexOf(firstSort);
    }

    List<Heading> headings() {
        return headings;
    }

    /** The column that it is in order by unless somebody asks for another. */
    int firstSort() {
        return firstSort;
    }

    /** The column of this key, or -1. */
    final int indexOf(int key) {
        for (int column = 0; column < headings.size(); column++) {
            if (headings.get(column).key() == key) {
                return column;
            }
        }
        return -1;
    }

    /** The column of this title, or -1. */
    public int indexOf(String title) {
        for (int column = 0; column < headings.size(); column++) {
            if (headings.get(column).title().equals(title)) {
                return column;
            }
        }
        return -1;
    }

    /** The titles of its columns. */
    public List<String> titles() {
        return headings.stream().map(Heading::title).toList();
    }

    Page next() {
        return switch (this) {
            case NODES -> LOOPS;
            case LOOPS -> CONNECTIONS;
            case CONNECTIONS -> NODES;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
