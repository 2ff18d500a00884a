package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.screen.Palette;
import dev.echobus.load.plan.BenchPlan.Timing;
import dev.echobus.load.result.Phase;
import dev.echobus.load.result.TimelinePoint;
import dev.echobus.load.result.TimelinePoint.LatencyPoint;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What a terminal shows of a run, second by second and window by window. */
class BenchViewTest {

    private static final Palette PLAIN = new Palette(false);
    private static final LatencyPoint LATENCY = new LatencyPoint(100, 41_200, 1_050_000, 3_200_000, 12_300_000);
    private static final LatencyPoint NOTHING = new LatencyPoint(0, 0, 0, 0, 0);

    private final BenchView view = new BenchView("", new Timing(2_000_000_000, 10_000_000_000L, 0, 0));

    @Test
    void nothingIsShownBeforeTheFirstSecondIsOver() {
        assertThat(view.lines(80, PLAIN)).isEmpty();
    }

    @Test
    void theWarmUpHasNoLatencies() {
        view.add(second(-1, 50_000, 0));
        assertThat(texts(80))
                .containsExactly("warm-up  1 of 2 s  ██████████░░░░░░░░░░", "50,000 messages/s  no faults", "█");
    }

    @Test
    void aMeasuredSecondShowsRatesMeansAndLatencies() {
        view.add(second(0, 10_000, 0));
        view.add(second(1, 100_000, 0));
        view.add(second(2, 200_000, 0));
        assertThat(texts(80))
                .containsExactly(
                        "measuring  2 of 10 s  ████░░░░░░░░░░░░░░░░",
                        "200,000 messages/s  mean 150,000  no faults",
                        "50 % 41.2 µs  99 % 1.05 ms  99.9 % 3.2 ms  max 12.3 ms",
                        "▁▅█");
    }

    /** What was wrong once stays to be seen. */
    @Test
    void faultsAndLateSendsAreThoseOfTheRun() {
        view.add(second(1, 10, 3));
        view.add(second(2, 10, 0));
        assertThat(texts(80)).element(1).isEqualTo("10 messages/s  3 faults  mean 10  late sends 14");
    }

    @Test
    void aSecondWithoutAnEchoSaysSo() {
        view.add(second(1, 0, 0));
        assertThat(texts(80)).element(2).isEqualTo("nothing came back in the last second");
    }

    @Test
    void theEndIsWaitedFor() {
        view.add(second(10, 10, 0));
        assertThat(texts(80)).element(0).asString().startsWith("waiting for the last echoes  10 of 10 s  ");
    }

    @Test
    void aSearchSaysWhatItTries() {
        var searching = new BenchView("trying 1000/s", new Timing(0, 3_000_000_000L, 0, 0));
        searching.add(second(1, 1_000, 0));
        assertThat(searching.lines(80, PLAIN).get(0).toString()).startsWith("trying 1000/s  measuring  1 of 3 s");
    }

    @Test
    void aNarrowWindowLosesFields() {
        view.add(second(1, 123_456, 0));
        assertThat(texts(40))
                .containsExactly(
                        "measuring  1 of 10 s", "123,456 messages/s  mean 123,456", "50 % 41.2 µs  99 % 1.05 ms", "█");
    }

    /** A line as long as the window is wide would put the cursor on the next. */
    @Test
    void noLineReachesTheWindowsEdge() {
        IntStream.rangeClosed(1, 60).forEach(at -> view.add(second(Math.min(10, at), 123_456_789, 2)));
        assertThat(IntStream.rangeClosed(2, 120))
                .allSatisfy(columns -> assertThat(view.lines(columns, PLAIN))
                        .hasSize(4)
                        .allSatisfy(line -> assertThat(line.columnLength()).isLessThan(columns)));
        assertThat(texts(40)).element(3).isEqualTo("█".repeat(39));
    }

    @Test
    void aRunOfDaysKeepsAsManySecondsAsAWindowHasColumns() {
        IntStream.range(0, 2_000).forEach(at -> view.add(second(1, at, 0)));
        assertThat(texts(5_000).get(3)).hasSize(512).endsWith("█");
    }

    private List<String> texts(int columns) {
        return view.lines(columns, PLAIN).stream()
                .map(AttributedString::toString)
                .toList();
    }

    private static TimelinePoint second(double at, long echoed, long faults) {
        return new TimelinePoint(
                at,
                at > 0 ? Phase.MEASURED : Phase.WARM_UP,
                1,
                null,
                echoed,
                echoed,
                0,
                echoed,
                faults > 0 ? 14 : 0,
                0,
                faults,
                echoed == 0 ? NOTHING : LATENCY);
    }
}
