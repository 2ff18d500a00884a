package dev.echobus.load.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.result.Contention;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.search.RateAnswer.Limit;
import dev.echobus.load.search.RateStep.Judgement;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The search for the highest rate, against servers whose highest rate is known. */
class RateSearchTest {

    private static final double BUCKET = 10_000;

    private BucketModel model = new BucketModel(BUCKET, 0);
    private final Plans plans = new Plans();

    @Test
    void theAnswerIsTheIntervalAroundABucket() throws InterruptedException {
        RateAnswer answer = search("p99=2ms").answer();
        assertThat(answer).isEqualTo(new RateAnswer(10_000.0, 10_125.0, Limit.MISSED, true));
        assertThat(answer).hasToString("10,000/s met, 10,125/s missed");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aFreezeAtAnyTimeDoesNotDecide(long seed) throws InterruptedException {
        model = new BucketModel(BUCKET, seed);
        model.freezeSeconds = 0.3;
        model.freezeAtSeconds = 30 * model.random.nextDouble();
        assertThatTheBucketIsFound(search("p99=2ms"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aColdStartDoesNotDecide(long seed) throws InterruptedException {
        model = new BucketModel(BUCKET, seed);
        model.coldUntilSeconds = 20 * model.random.nextDouble();
        assertThatTheBucketIsFound(search("p99=2ms"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void stepsInWhichTheGeneratorStoodStillAreVoidAndRepeated(long seed) throws InterruptedException {
        model = new BucketModel(BUCKET, seed);
        model.interruptedShare = 0.3;
        RateSearch.Outcome outcome = search("p99=2ms");
        assertThatTheBucketIsFound(outcome);
        assertThat(outcome.steps())
                .filteredOn(step -> step.judgement() == Judgement.VOID)
                .isNotEmpty()
                .allMatch(step -> step.why().contains(" % of the messages "));
    }

    @Test
    void overloadThatOutlastsTheDrainIsAMissAndNotTheEnd() throws InterruptedException {
        plans.drainMs = 1;
        RateSearch.Outcome outcome = search("p99=2ms");
        assertThat(outcome.steps()).anyMatch(step -> step.why().endsWith(" messages were not answered"));
        assertThatTheBucketIsFound(outcome);
    }

    /** Half of the messages of the first wait for 200 ms and more, of the second for 13 ms; pauses are of 20 ms. */
    @ParameterizedTest
    @CsvSource({"16000,MISSED", "10250,VOID"})
    void aStarvedGeneratorExcusesWhatItsPausesExplainAndNoMore(double rate, Judgement judgement) {
        plans.rate = rate;
        plans.durationMs = 1_000;
        plans.drainMs = 2_000;
        long seconds = 1_000_000_000;
        model.contention = new Contention(
                List.of(
                        new Contention.Sample(0, 0L, 0L, null, null, 0),
                        new Contention.Sample(seconds, seconds / 3, 0L, null, null, 20_000_000)),
                0);
        var judge = new StepJudge(Threshold.target("p50=3ms"));
        assertThat(judge.judge(rate, model.run(plans.of(1))).judgement()).isEqualTo(judgement);
    }

    /** A pause of 50 ms makes half a percent of the messages of ten seconds late: too few to blame it for all, not for these. */
    @Test
    void lateMessagesThatMayHaveMovedThePercentileMakeAStepVoid() {
        plans.rate = 1_000.0;
        plans.durationMs = 10_000;
        plans.drainMs = 2_000;
        model.interruptedShare = 1;
        RateStep step = new StepJudge(Threshold.target("p99.9=2ms")).judge(1_000, model.run(plans.of(1)));
        assertThat(step.judgement()).isEqualTo(Judgement.VOID);
        assertThat(step.why()).matches("the generator sent 0\\.\\d % of the messages late");
    }

    @Test
    void whatTheGeneratorCannotSendIsNotHeldAgainstTheServer() throws InterruptedException {
        model.generatorPerSecond = 5_000;
        RateSearch.Outcome outcome = search("p99=2ms");
        assertThat(outcome.answer().limit()).isEqualTo(Limit.UNTRIED);
        assertThat(outcome.answer().metPerSecond()).isBetween(4_900.0, 5_050.0);
        assertThat(outcome.answer().toString()).contains("/s met, the generator could not try ");
    }

    @Test
    void aThresholdThatNothingMeetsEnds() throws InterruptedException {
        RateSearch.Outcome outcome = search("p50=1us");
        assertThat(outcome.answer().metPerSecond()).isNull();
        assertThat(outcome.answer()).hasToString("no rate met it, 3.91/s missed");
        // Five rates twice, and as long again, should the server have been cold.
        assertThat(outcome.steps()).hasSize(20);
    }

    @Test
    void theBestRunIsOneAtTheRateOfTheAnswer() throws InterruptedException {
        RateSearch.Outcome outcome = search("p99=2ms");
        assertThat(outcome.best().plan().pace().ratePerSecond())
                .isEqualTo(outcome.answer().metPerSecond());
        assertThat(outcome.best().latency().getValueAtPercentile(99)).isLessThan(2_000_000);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private RateSearch.Outcome search(String threshold) throws InterruptedException {
        if (plans.rate == null) {
            plans.rate = 1_000.0;
            plans.durationMs = 1_000;
            plans.warmUpMs = 100;
        }
        return new RateSearch(Threshold.target(threshold), model, step -> {}).search(plans.of(1));
    }

    private void assertThatTheBucketIsFound(RateSearch.Outcome outcome) {
        List<RateStep> steps = outcome.steps();
        assertThat(outcome.answer().isConfirmed()).as("%s", steps).isTrue();
        assertThat(outcome.answer().metPerSecond()).as("%s", steps).isNotNull().isBetween(0.98 * BUCKET, 1.02 * BUCKET);
    }
}
