package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How wide a terminal is, and what of a line stands on it. */
class TerminalTest {

    private static final String PROGRESS = "12 s  130,000 messages/s  50 % 41.2 µs  99 % 1.05 ms  max 12.3 ms";

    @ParameterizedTest
    @CsvSource({"24 80,80", "50 132,132", "24 40,40", "0 0,80", "'',80", "no terminal,80", "24 99999,80"})
    void theWidthIsWhatTheTerminalSaysOrUsual(String answer, int columns) {
        assertThat(Terminal.columns(answer)).isEqualTo(columns);
    }

    /** A line as long as the terminal is wide would put the cursor on the next. */
    @Test
    void aLineThatFitsStaysWholeAndAnotherLosesItsLastFields() {
        assertThat(PROGRESS).hasSize(65);
        assertThat(Terminal.fit(PROGRESS, 66)).isEqualTo(PROGRESS);
        assertThat(Terminal.fit(PROGRESS, 65)).isEqualTo("12 s  130,000 messages/s  50 % 41.2 µs  99 % 1.05 ms");
        assertThat(Terminal.fit(PROGRESS, 40)).isEqualTo("12 s  130,000 messages/s  50 % 41.2 µs");
        assertThat(Terminal.fit(PROGRESS, 3)).isEqualTo("12");
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "20", "39", "65", "66", "100"})
    void noLineReachesTheTerminalsEdge(int columns) {
        assertThat(Terminal.fit("trying 130000/s  " + PROGRESS, columns)).hasSizeLessThan(columns);
    }
}
