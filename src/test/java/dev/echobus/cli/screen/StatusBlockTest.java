package dev.echobus.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What is written to a terminal, byte for byte. */
class StatusBlockTest {

    private static final Palette COLOURS = new Palette(true);
    private static final Palette NONE = new Palette(false);

    @Test
    void theCursorRestsAtTheStartOfTheLines() {
        var lines = List.of(new AttributedString("one"), new AttributedString("two"), new AttributedString("three"));
        assertThat(StatusBlock.frame(lines)).isEqualTo("\r\u001b[Jone\r\ntwo\r\nthree\u001b[2A\r");
        assertThat(StatusBlock.frame(lines.subList(0, 1))).isEqualTo("\r\u001b[Jone\r");
        assertThat(StatusBlock.clear()).isEqualTo("\r\u001b[J");
    }

    @Test
    void coloursAreThoseOfEveryTerminalAndEndWithTheirText() {
        assertThat(Palette.encoded(List.of(Cells.join(COLOURS.good("fine"), COLOURS.plain(" so")))))
                .containsExactly("\u001b[32mfine\u001b[0m so");
        assertThat(Palette.encoded(List.of(COLOURS.bad("bad")))).containsExactly("\u001b[31;1mbad\u001b[0m");
    }

    @Test
    void withoutColoursNoSequenceSetsOne() {
        var line = Cells.join(
                NONE.good("good"), NONE.bad("bad"), NONE.drawn("drawn"), NONE.faint("faint"), NONE.bar("bar"));
        assertThat(Palette.encoded(List.of(line)).get(0))
                .contains("\u001b[")
                .doesNotContainPattern("\u001b\\[[0-9;]*(3[0-7]|4[0-7]|9[0-7]|2)[;m]");
    }

    /** As no-color.org has it: one that is empty does not count. */
    @Test
    void theEnvironmentTakesColoursAway() {
        assertThat(Palette.of(Map.of()).hasColours()).isTrue();
        assertThat(Palette.of(Map.of("NO_COLOR", "")).hasColours()).isTrue();
        assertThat(Palette.of(Map.of("NO_COLOR", "1")).hasColours()).isFalse();
    }
}
