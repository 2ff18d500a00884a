package dev.echobus.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.screen.Key;
import dev.echobus.cli.screen.Key.Name;
import dev.echobus.cli.screen.Palette;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in the window, line by line, whatever its size. */
class TopScreenTest {

    private static final Palette PLAIN = new Palette(false);
    private static final View NODES = View.of(Page.NODES);

    @Test
    void aWindowHasASummaryThePagesATableAndWhatToPress() {
        assertThat(lines(NODES, Answers.shown("a", "b"), 120, 8))
                .containsExactly(
                        "echobus top  2 nodes  6 connections  300 messages/s",
                        "1 nodes  2 loops  3 connections  by msgs/s ↓",
                        "node  state  conns  msgs/s    p50    p99  loop lag  in flight         in        out  refused  evicted  up",
                        "b     ready      3     200  50 µs  99 µs         –          2  12.8 kB/s  25.6 kB/s        5        6  7s",
                        "a     ready      3     100  50 µs  99 µs         –          2   6.4 kB/s  12.8 kB/s        5        6  7s",
                        "",
                        "",
                        "q quit  ? keys  tab page  s order  / filter");
    }

    @Test
    void loopsAndConnectionsHaveTablesOfTheirOwn() {
        Shown shown = Answers.shown("a");
        assertThat(lines(View.of(Page.LOOPS), shown, 80, 6)).contains("loop    conns  node", "loop-1      7  a");
        assertThat(lines(View.of(Page.CONNECTIONS), shown, 120, 8))
                .contains(
                        "1 nodes  2 loops  3 connections  by msgs ↓  2 of 300",
                        "connection  remote          state    msgs    in   out   idle   open  listener  loop",
                        "a-1         127.0.0.1:5000  open   12,345  1 kB  2 MB  250ms  1m 5s  echo      loop-1");
    }

    @Test
    void aNarrowWindowHasTheFirstColumns() {
        assertThat(lines(NODES, Answers.shown("a"), 40, 6))
                .startsWith(
                        "echobus top  1 node  3 connections",
                        "1 nodes  2 loops  3 connections",
                        "node  state  conns  msgs/s    p50",
                        "a     ready      3     100  50 µs");
    }

    @ParameterizedTest
    @EnumSource
    void noWindowIsTooSmallAndNoLineTooWide(Page page) {
        Shown shown = Answers.shown("日本語の長い名前".repeat(8), "b", "c", "d");
        for (View view : List.of(View.of(page), View.of(page).filter("日本"), typed(page, "?"), typed(page, "/日"))) {
            for (int columns = 1; columns < 130; columns++) {
                for (int rows : new int[] {1, 2, 3, 4, 5, 9, 40}) {
                    int width = columns;
                    var lines =
                            new TopScreen(PLAIN, columns, rows).lines(view, shown.saying("cut off: " + "日".repeat(90)));
                    assertThat(lines)
                            .hasSize(rows)
                            .allSatisfy(line ->
                                    assertThat(line.columnLength()).isLessThanOrEqualTo(Math.max(1, width - 1)));
                }
            }
        }
    }

    /** Names come from configurations and from clients: none of them is obeyed by a terminal. */
    @ParameterizedTest
    @EnumSource
    void noSequenceInANameReachesTheTerminal(Page page) {
        String hostile = "x\u001b[2J\u001b]0;owned\u0007\u009b1A\r\n\u202eevil";
        Shown shown = Answers.shown(hostile).saying(hostile);
        var encoded = Palette.encoded(
                new TopScreen(PLAIN, 200, 10).lines(View.of(page).filter(hostile), shown));
        assertThat(encoded)
                .allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[[0-9;]*m", ""))
                        .matches("[^\\p{Cntrl}\u0080-\u009f\u202e]*"));
        assertThat(TopScreen.plain(View.of(page), shown))
                .allSatisfy(line -> assertThat(line).matches("[^\\p{Cntrl}\u0080-\u009f\u202e]*"));
    }

    @Test
    void scrollingMovesTheRowsUnderTheirHeadings() {
        Shown shown =
                Answers.shown(IntStream.range(0, 30).mapToObj(i -> "n" + i).toArray(String[]::new));
        View byName = NODES.sortedBy(0);
        assertThat(firstRow(byName, shown)).startsWith("n0 ");
        View below = byName.on(Key.of(Name.PAGE_DOWN), 30, 6);
        assertThat(firstRow(below, shown)).startsWith("n6 ");
        assertThat(firstRow(below.on(Key.of(Name.END), 30, 6), shown)).startsWith("n24 ");
    }

    @Test
    void whatWasFoundAndWhatIsWrongIsSaid() {
        Shown shown = Answers.shown("a", "b");
        assertThat(lines(NODES.filter("b"), shown, 80, 6).get(1)).startsWith("/b  1 nodes");
        assertThat(lines(typed(Page.NODES, "/b"), shown, 80, 6).get(1)).startsWith("/b_  1 nodes");
        assertThat(lines(NODES, shown.saying("cut off: gone; trying again"), 80, 6)
                        .get(5))
                .isEqualTo("cut off: gone; trying again");
        assertThat(lines(typed(Page.NODES, "?"), shown, 80, 30)).contains("q, Ctrl-C        quit", "9  p99");
    }

    @Test
    void withoutATerminalAllColumnsArePrinted() {
        assertThat(TopScreen.plain(NODES, Answers.shown("a")))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("node  state  conns")
                .endsWith("evicted  up");
    }

    private static String firstRow(View view, Shown shown) {
        return lines(view, shown, 80, 10).get(3);
    }

    private static View typed(Page page, String keys) {
        View view = View.of(page);
        for (int key : keys.codePoints().toArray()) {
            view = view.on(Key.of(key), 1, 1);
        }
        return view;
    }

    private static List<String> lines(View view, Shown shown, int columns, int rows) {
        return new TopScreen(PLAIN, columns, rows)
                .lines(view, shown).stream()
                        .map(AttributedString::toString)
                        .map(String::stripTrailing)
                        .toList();
    }
}
