package dev.echobus.cli.top;

import dev.echobus.cli.screen.Cells;
import dev.echobus.cli.screen.Palette;
import dev.echobus.common.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** The lines of a window: a summary, the pages, a table, and what there is to say or to press. Any thread. */
public final class TopScreen {

    /** Lines beside the rows of the table. */
    private static final int LINES_AROUND = 4;

    private static final String GAP = "  ";

    private static final List<String> HELP = List.of(
            "1 2 3, tab       nodes, loops, connections",
            "s                in order by the next column; r the other way round",
            "arrows, pages    scroll; home, end",
            "/                only rows with a text in them; enter keeps it, escape takes it away",
            "q, Ctrl-C        quit",
            "",
            "in order by:");

    private final Palette palette;
    private final int columns;
    private final int rows;

    /** @param columns of the window, of which the last is left free: what reaches it would be broken by some terminals */
    public TopScreen(Palette palette, int columns, int rows) {
        this.palette = palette;
        this.columns = Math.max(1, columns - 1);
        this.rows = Math.max(1, rows);
    }

    /** How many rows of a table have room. */
    public int room() {
        return Math.max(1, rows - LINES_AROUND);
    }

    /** How many rows are wanted of what there is. */
    public static int wanted(View view, Shown shown) {
        return view.wanted(shown.of(view.page())).size();
    }

    /** As many lines as the window has, none wider than it. */
    public List<AttributedString> lines(View view, Shown shown) {
        var lines = new ArrayList<AttributedString>();
        lines.add(bar(shown));
        lines.add(Cells.line(pages(view, shown), columns));
        List<AttributedString> body = view.isHelp() ? help(view) : table(view, shown);
        lines.addAll(body.subList(0, Math.min(body.size(), room() + 1)));
        while (lines.size() < rows - 1) {
            lines.add(AttributedString.EMPTY);
        }
        lines.add(Cells.line(List.of(footer(view, shown)), columns));
        return List.copyOf(lines.subList(Math.max(0, lines.size() - rows), lines.size()));
    }

    /** All that is wanted, as lines of text for whoever is no terminal. */
    public static List<String> plain(View view, Shown shown) {
        List<Row> wanted = view.wanted(shown.of(view.page()));
        return new TableText(view.page().headings(), wanted).lines();
    }

    private AttributedString bar(Shown shown) {
        long nodes = shown.of(Page.NODES).stream().filter(row -> !row.isGone()).count();
        var fields = List.of(
                palette.plain("echobus top"),
                palette.plain(nodes + (nodes == 1 ? " node" : " nodes")),
                palette.plain(Quantity.ofCount(shown.connections()) + " connections"),
                palette.plain(Quantity.ofCount(Math.rint(shown.messagesPerSecond())) + " messages/s"));
        String text = Cells.line(fields, columns).toString();
        return palette.bar(Cells.left(text, columns));
    }

    private List<AttributedString> pages(View view, Shown shown) {
        var fields = new ArrayList<AttributedString>();
        if (view.isTyping() || !view.filter().isEmpty()) {
            fields.add(palette.strong("/" + Cells.shown(view.filter()) + (view.isTyping() ? "_" : "")));
        }
        int number = 0;
        for (Page page : Page.values()) {
            number++;
            String name = number + " " + page;
            fields.add(page == view.page() ? palette.strong(name) : palette.faint(name));
        }
        Sort sort = view.sort();
        fields.add(palette.faint(
                "by " + view.page().headings().get(sort.column()).title() + (sort.isDescending() ? " ↓" : " ↑")));
        int shownRows = shown.of(view.page()).size();
        if (view.page() == Page.CONNECTIONS && shown.found() > shownRows) {
            fields.add(palette.faint(shownRows + " of " + Quantity.ofCount(shown.found())));
        }
        return fields;
    }

    private List<AttributedString> table(View view, Shown shown) {
        List<Row> wanted = view.wanted(shown.of(view.page()));
        int from = Math.max(0, Math.min(view.offset(), wanted.size() - room()));
        List<Row> visible = wanted.subList(from, Math.min(wanted.size(), from + room()));
        // As wide as all need that are wanted: columns do not move while somebody scrolls.
        List<String> texts = new TableText(view.page().headings(), wanted).lines(visible, columns);
        var lines = new ArrayList<AttributedString>();
        lines.add(palette.strong(texts.get(0)));
        for (int row = 0; row < visible.size(); row++) {
            String text = texts.get(row + 1);
            lines.add(visible.get(row).isGone() ? palette.bad(text) : palette.plain(text));
        }
        return lines;
    }

    private List<AttributedString> help(View view) {
        var lines = new ArrayList<AttributedString>();
        HELP.forEach(line -> lines.add(Cells.fit(palette.plain(line), columns)));
        for (Heading heading : view.page().headings()) {
            lines.add(Cells.fit(palette.plain(heading.key() + GAP + heading.title()), columns));
        }
        return lines;
    }

    private AttributedString footer(View view, Shown shown) {
        if (view.isTyping()) {
            return palette.faint("enter keeps the filter, escape takes it away");
        }
        return shown.notice().isEmpty()
                ? palette.faint("q quit  ? keys  tab page  s order  / filter")
                : palette.bad(Cells.cut(Cells.shown(shown.notice()), columns));
    }
}
