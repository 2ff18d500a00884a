package dev.echobus.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many columns texts take, and that none of them moves a terminal's cursor. */
class CellsTest {

    /** Every character that a terminal obeys or that changes those beside it, first and last of each kind. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J",
                "\u001b]0;title\u0007",
                "\u009b2J",
                "\u0090q",
                "a\rb",
                "a\nb",
                "\b\b",
                "\u007f",
                "\u202eabc",
                "\u2066",
                "\u200b",
                "\ufeff",
                "\u2028",
                "\ud800",
                "\udfff",
                "\u0000",
                "\u009f",
                "\u00ad"
            })
    void nothingThatATerminalObeysGetsThrough(String hostile) {
        String shown = Cells.shown("node" + hostile + "name");
        assertThat(shown).startsWith("node").endsWith("name").matches("[\\p{L}\\p{N}\\p{P}\\p{S} ]+");
        assertThat(Cells.columns(shown)).isEqualTo(shown.length());
    }

    /** A name of marks that take no column would be as long as its sender likes. */
    @Test
    void marksAreWithTheirLetterOrTakeAColumn() {
        assertThat(Cells.shown("e\u0301te\u0301")).isEqualTo("été");
        assertThat(Cells.shown("x" + "\u0335\u0489".repeat(3))).isEqualTo("x??????");
    }

    @ParameterizedTest
    @CsvSource({"abc,3", "日本,4", "é,1", "node-1,6", "'',0", "µs,2", "😀,2"})
    void aTextTakesSoManyColumns(String text, int columns) {
        assertThat(Cells.columns(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef,6,abcdef",
        "abcdef,5,abcd…",
        "abcdef,1,…",
        "abcdef,0,''",
        "日本語,6,日本語",
        "日本語,5,日本…",
        "日本語,4,日…",
        "日本語,2,…"
    })
    void whatHasNoRoomIsCutAndMarked(String text, int columns, String cut) {
        assertThat(Cells.cut(text, columns)).isEqualTo(cut);
    }

    @Test
    void bothSidesAreFilledToTheColumn() {
        assertThat(Cells.left("日", 4)).isEqualTo("日  ");
        assertThat(Cells.right("日", 4)).isEqualTo("  日");
        assertThat(Cells.left("日本語", 4)).isEqualTo("日… ");
        assertThat(Cells.right("12,345", 4)).isEqualTo("12,…");
    }

    @Test
    void aLineHasWholeFieldsAndOfTheFirstItsStart() {
        List<AttributedString> fields = fields("12 s", "日本", "1.05 ms");
        assertThat(Cells.line(fields, 19).toString()).isEqualTo("12 s  日本  1.05 ms");
        assertThat(Cells.line(fields, 18).toString()).isEqualTo("12 s  日本");
        assertThat(Cells.line(fields, 9).toString()).isEqualTo("12 s");
        assertThat(Cells.line(fields, 2).toString()).isEqualTo("12");
        assertThat(IntStream.rangeClosed(1, 30))
                .allSatisfy(columns ->
                        assertThat(Cells.line(fields, columns).columnLength()).isLessThanOrEqualTo(columns));
    }

    private static List<AttributedString> fields(String... texts) {
        return Stream.of(texts).map(AttributedString::new).toList();
    }
}
