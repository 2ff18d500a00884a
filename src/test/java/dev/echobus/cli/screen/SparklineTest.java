package dev.echobus.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a row of bars looks like. */
class SparklineTest {

    @Test
    void theLargestThatIsShownIsAWholeBar() {
        assertThat(Sparkline.of(List.of(0.0, 50.0, 100.0), 10)).isEqualTo("▁▅█");
        assertThat(Sparkline.of(List.of(1e9, 1.0, 2.0), 2)).isEqualTo("▅█");
    }

    @Test
    void nothingButZerosAreTheLowestBars() {
        assertThat(Sparkline.of(List.of(0.0, 0.0), 10)).isEqualTo("▁▁");
        assertThat(Sparkline.of(List.of(), 10)).isEmpty();
        assertThat(Sparkline.of(List.of(1.0), 0)).isEmpty();
    }

    @Test
    void aShareFillsItsBar() {
        assertThat(Sparkline.filled(0.5, 4)).isEqualTo("██░░");
        assertThat(Sparkline.filled(0, 4)).isEqualTo("░░░░");
        assertThat(Sparkline.filled(1.2, 4)).isEqualTo("████");
        assertThat(Sparkline.filled(-0.2, 4)).isEqualTo("░░░░");
    }
}
