package dev.echobus.load.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Attribution.Source;
import dev.echobus.load.result.Contention.Sample;
import dev.echobus.load.result.KernelCounters.ProcessorTicks;
import dev.echobus.load.result.TimelinePoint.LatencyPoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a run's figures are said to be, and what it warns of: both sides of every bound, on runs of known figures. */
class AttributionTest {

    private static final long SECOND = 1_000_000_000;
    private static final long SENT = 10_000;

    private final Plans plans = new Plans();

    private long waitedNanos;
    private long otherNanos;
    private long stolenTicks;
    private long throttledNanos;
    private long pauseNanos;
    private double busy = 0.5;
    private long lateSends;
    private long echoed = SENT;
    private long heldSends;
    private List<TimelinePoint> timeline = List.of();

    /** What the loops waited beyond that is still the machine's. */
    @ParameterizedTest
    @CsvSource({"100,49,SHARED", "100,51,GENERATOR", "100,300,GENERATOR", "300,51,MACHINE", "49,300,SERVER"})
    void waitingForTheGeneratorsOwnThreadsIsItsOwn(long waited, long other, Source source) {
        waitedNanos = waited * SECOND / 1_000;
        otherNanos = other * SECOND / 1_000;
        assertThat(attribution().source()).isEqualTo(source);
        assertThat(attribution().why().contains("its own other threads, compilers and collector, used "))
                .isEqualTo(source == Source.GENERATOR);
    }

    /** A twentieth is as much as the figures may be wrong; from a fifth on hardly anything is the server's. */
    @ParameterizedTest
    @CsvSource({"49,SERVER", "51,SHARED", "199,SHARED", "201,MACHINE"})
    void waitingForAProcessorIsTheMachines(long thousandths, Source source) {
        waitedNanos = thousandths * SECOND / 1_000;
        assertThat(attribution().source()).isEqualTo(source);
        if (source != Source.SERVER) {
            assertThat(attribution().why()).startsWith("the generator's event loops waited ");
        }
    }

    @ParameterizedTest
    @CsvSource({"49,SERVER", "51,SHARED", "199,SHARED", "201,MACHINE"})
    void whatTheHypervisorGaveToOthersIsTheMachines(long thousandths, Source source) {
        stolenTicks = thousandths;
        assertThat(attribution().source()).isEqualTo(source);
        if (source != Source.SERVER) {
            assertThat(attribution().why()).endsWith(" of the processors' time to others");
        }
    }

    @ParameterizedTest
    @CsvSource({"9,SERVER", "11,SHARED", "199,SHARED", "201,MACHINE"})
    void whatAQuotaHeldBackIsTheMachines(long thousandths, Source source) {
        throttledNanos = thousandths * SECOND / 1_000;
        assertThat(attribution().source()).isEqualTo(source);
        if (source != Source.SERVER) {
            assertThat(attribution().why()).startsWith("the quota of its control group ");
        }
    }

    @ParameterizedTest
    @CsvSource({"0.94,SERVER", "0.96,GENERATOR"})
    void aBusyLoopIsTheGenerators(double share, Source source) {
        busy = share;
        assertThat(attribution().source()).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"100,SERVER", "101,GENERATOR"})
    void lateSendsAreTheGenerators(long late, Source source) {
        lateSends = late;
        assertThat(attribution().source()).isEqualTo(source);
    }

    @Test
    void ofALateGeneratorThatHadToWaitBothAreTold() {
        waitedNanos = SECOND / 10;
        lateSends = SENT / 2;
        assertThat(attribution().text())
                .isEqualTo(
                        "the machine's as well as the server's: the generator's event loops waited 10 % of the time for"
                                + " a processor, it sent 50.0 % of the messages more than 1 ms late");
    }

    @Test
    void whatCannotBeReadIsNotTakenForTheServers() {
        assertThat(result(Contention.unknown()).attribution().source()).isEqualTo(Source.UNKNOWN);
    }

    @Test
    void aRunThatNothingDisturbedHasNoWarning() {
        assertThat(result().warnings()).isEmpty();
        waitedNanos = SECOND / 2;
        assertThat(result().warnings())
                .containsExactly("these figures are the machine's, not the server's: the generator's event loops waited"
                        + " 50 % of the time for a processor");
    }

    /** Latencies are 20 ms at the most here. */
    @ParameterizedTest
    @CsvSource({"9,false", "11,true"})
    void aLongPauseOfTheGeneratorIsTold(long milliseconds, boolean isTold) {
        pauseNanos = milliseconds * SECOND / 1_000;
        assertThat(result().warnings().stream().anyMatch(warning -> warning.startsWith("an event loop ")))
                .isEqualTo(isTold);
    }

    @ParameterizedTest
    @CsvSource({"9900,false", "9899,true"})
    void aRateThatWasMissedIsTold(long messages, boolean isTold) {
        plans.rate = (double) SENT;
        echoed = messages;
        assertThat(result().warnings().stream()
                        .anyMatch(warning -> warning.startsWith("the requested rate was missed")))
                .isEqualTo(isTold);
    }

    /** Half of what was sent is back before, the rest after so many steps of a tenth of a second. */
    @ParameterizedTest
    @CsvSource({"4,false", "5,true"})
    void halfASecondWithoutAnAnswerIsTold(int silentSteps, boolean isTold) {
        timeline = Stream.of(
                        Stream.of(step(1, 10, 5)),
                        IntStream.rangeClosed(2, silentSteps + 1).mapToObj(number -> step(number, 0, 0)),
                        Stream.of(step(silentSteps + 2, 0, 5)))
                .flatMap(steps -> steps)
                .toList();
        assertThat(result().warnings().stream().anyMatch(warning -> warning.startsWith("nothing came back for ")))
                .isEqualTo(isTold);
    }

    private static TimelinePoint step(int number, long sent, long echoed) {
        var latency = new LatencyPoint(echoed, 0, 0, 0, 0);
        return new TimelinePoint(number / 10.0, Phase.MEASURED, 0.1, null, sent, echoed, 0, 0, 0, 0, 0, latency);
    }

    @ParameterizedTest
    @CsvSource({"1000,false", "999,true"})
    void fewSamplesAreTold(long samples, boolean isTold) {
        echoed = samples;
        assertThat(result().warnings().stream().anyMatch(warning -> warning.startsWith("only 999 samples")))
                .isEqualTo(isTold);
    }

    @Test
    void whatElseAReaderMustKnowIsTold() {
        plans.loops = Runtime.getRuntime().availableProcessors() + 1;
        heldSends = 1;
        assertThat(result().warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains(" event loops share "))
                .anyMatch(warning -> warning.startsWith("1 sends waited for the server"));
    }

    private Attribution attribution() {
        return result().attribution();
    }

    private LoadResult result() {
        return result(new Contention(
                List.of(
                        new Sample(0, 0L, 0L, new ProcessorTicks(0, 0), 0L, 0),
                        new Sample(
                                SECOND,
                                waitedNanos,
                                otherNanos,
                                new ProcessorTicks(stolenTicks, 1_000),
                                throttledNanos,
                                pauseNanos)),
                0));
    }

    private LoadResult result(Contention contention) {
        var latency = new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS);
        latency.recordValueWithCount(20_000_000, echoed);
        var totals = new LoadResult.Totals(1, SENT, SENT, echoed, 0, 0, 0, 0, 0, lateSends, heldSends, 0);
        var connections = new LoadResult.Connections(
                1, 0, 0, 0, 0, new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS), List.of(), null);
        return new LoadResult(
                plans.of(1),
                Instant.EPOCH,
                false,
                totals,
                latency,
                latency,
                timeline,
                connections,
                Map.of(),
                List.of(),
                new LoadResult.Generator(List.of(busy), 0, contention),
                null);
    }
}
