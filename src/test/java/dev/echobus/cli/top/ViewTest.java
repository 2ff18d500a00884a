package dev.echobus.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.screen.Key;
import dev.echobus.cli.screen.Key.Name;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What keys do. */
class ViewTest {

    private static final int ROWS = 25;
    private static final int ROOM = 10;

    private View view = View.of(Page.NODES);

    @Test
    void pagesComeByTabAndByNumber() {
        assertThat(pages("\t\t\t2313".chars()))
                .containsExactly(
                        Page.LOOPS,
                        Page.CONNECTIONS,
                        Page.NODES,
                        Page.LOOPS,
                        Page.CONNECTIONS,
                        Page.NODES,
                        Page.CONNECTIONS);
    }

    @Test
    void scrollingEndsAtBothEnds() {
        press(Name.UP);
        assertThat(view.offset()).isZero();
        press(Name.DOWN, Name.DOWN);
        assertThat(view.offset()).isEqualTo(2);
        press(Name.PAGE_DOWN);
        assertThat(view.offset()).isEqualTo(12);
        press(Name.PAGE_DOWN);
        assertThat(view.offset()).isEqualTo(ROWS - ROOM);
        press(Name.UP);
        assertThat(view.offset()).isEqualTo(14);
        press(Name.END);
        assertThat(view.offset()).isEqualTo(15);
        press(Name.PAGE_UP, Name.PAGE_UP);
        assertThat(view.offset()).isZero();
        press(Name.END, Name.HOME);
        assertThat(view.offset()).isZero();
    }

    /** Rows went away below: the next key counts from where the window really is. */
    @Test
    void scrollingBeginsWhereTheWindowIs() {
        press(Name.END);
        view = view.on(Key.of(Name.UP), 12, ROOM);
        assertThat(view.offset()).isEqualTo(1);
    }

    @Test
    void aColumnsLetterPutsTheTableInItsOrderAndAgainTheOtherWayRound() {
        assertThat(view.sort()).isEqualTo(new Sort(Page.NODES.indexOf("msgs/s"), true));
        type("9");
        assertThat(view.sort()).isEqualTo(new Sort(Page.NODES.indexOf("p99"), true));
        type("9");
        assertThat(view.sort()).isEqualTo(new Sort(Page.NODES.indexOf("p99"), false));
        type("n");
        assertThat(view.sort()).isEqualTo(new Sort(0, false));
        type("r");
        assertThat(view.sort()).isEqualTo(new Sort(0, true));
        type("s");
        assertThat(view.sort()).isEqualTo(new Sort(1, false));
        type("u" + "s");
        assertThat(view.sort().column()).isZero();
    }

    @Test
    void eachPageKeepsItsOrder() {
        type("93a1");
        assertThat(view.sort().column()).isEqualTo(Page.NODES.indexOf("p99"));
        assertThat(view.connectionSort()).isEqualTo("remote");
        assertThat(view.isConnectionSortDescending()).isFalse();
    }

    @Test
    void aFilterIsTypedKeptAndTakenAway() {
        type("/q3s");
        assertThat(view.filter()).isEqualTo("q3s");
        assertThat(view.page()).isEqualTo(Page.NODES);
        press(Name.BACKSPACE, Name.ENTER);
        assertThat(view.filter()).isEqualTo("q3");
        assertThat(view.isTyping()).isFalse();
        type("3");
        assertThat(view.page()).isEqualTo(Page.CONNECTIONS);
        assertThat(view.filter()).isEqualTo("q3");
        press(Name.ESCAPE);
        assertThat(view.filter()).isEmpty();
        type("/x");
        press(Name.ESCAPE);
        assertThat(view.filter() + view.isTyping()).isEqualTo("false");
        type("/");
        press(Name.BACKSPACE);
        assertThat(view.isTyping()).isFalse();
    }

    @Test
    void aFilterIsNoLongerThanSomebodyTypes() {
        type("/" + "x".repeat(1_000));
        assertThat(view.filter()).hasSize(60);
    }

    /** A character of two chars goes as one. */
    @Test
    void backspaceTakesAWholeCharacter() {
        type("/a");
        view = view.on(Key.of(0x1f600), ROWS, ROOM);
        press(Name.BACKSPACE);
        assertThat(view.filter()).isEqualTo("a");
    }

    @Test
    void helpGoesByAnyKeyWhichDoesNothingElse() {
        type("?");
        assertThat(view.isHelp()).isTrue();
        type("3");
        assertThat(view.isHelp()).isFalse();
        assertThat(view.page()).isEqualTo(Page.NODES);
    }

    @Test
    void rowsWithTheFilterInATextAreWantedInTheirOrder() {
        List<Row> rows = Stream.of("node-10 9", "node-9 30", "node-2 30", "other 50")
                .map(ViewTest::row)
                .toList();
        var wanted = View.of(Page.LOOPS).filter("NODE");
        assertThat(names(wanted, rows)).containsExactly("node-2", "node-9", "node-10");
        assertThat(names(wanted.sortedBy(0), rows)).containsExactly("node-2", "node-9", "node-10");
        assertThat(names(wanted.sortedBy(0).sortedBy(0), rows)).containsExactly("node-10", "node-9", "node-2");
        assertThat(names(wanted.filter("30"), rows)).isEmpty();
    }

    private static Row row(String nameAndCount) {
        String[] words = nameAndCount.split(" ");
        return new Row(
                List.of(Cell.ofText(words[0]), Cell.ofCount(Integer.parseInt(words[1])), Cell.ofText("x")), false);
    }

    private static List<String> names(View view, List<Row> rows) {
        return view.wanted(rows).stream().map(row -> row.cells().get(0).text()).toList();
    }

    private List<Page> pages(IntStream characters) {
        return characters
                .mapToObj(character -> character == '\t' ? Key.of(Name.TAB) : Key.of(character))
                .map(key -> {
                    view = view.on(key, ROWS, ROOM);
                    return view.page();
                })
                .toList();
    }

    private void type(String characters) {
        characters.chars().forEach(character -> view = view.on(Key.of(character), ROWS, ROOM));
    }

    private void press(Name... keys) {
        Stream.of(keys).forEach(key -> view = view.on(Key.of(key), ROWS, ROOM));
    }
}
