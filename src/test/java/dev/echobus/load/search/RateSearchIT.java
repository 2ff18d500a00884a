package dev.echobus.load.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.echobus.Measures;
import dev.echobus.load.BucketServer;
import dev.echobus.load.Plans;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.search.RateStep.Judgement;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The search for the highest rate over real sockets, against a bucket that is cold at first and freezes once: one search
 * of about half a minute with each build, ten of them with {@code -Dechobus.scale=full}.
 */
@Measures
class RateSearchIT {

    private static final double BUCKET = 10_000;

    private static final boolean IS_FULL = "full".equals(System.getProperty("echobus.scale"));
    private static final int SEARCHES = IS_FULL ? 10 : 1;

    private static final double COLD_MAX_NANOS = 6e9;
    private static final double FREEZE_AT_MAX_NANOS = 25e9;

    private final Plans plans = new Plans();

    RateSearchIT() {
        plans.connections = 4;
        plans.inFlightMax = 1_024;
        plans.rate = 1_000.0;
        plans.warmUpMs = 100;
        plans.durationMs = 1_500;
        plans.drainMs = 2_000;
    }

    @Test
    void aBucketIsFoundThoughItIsColdAndFreezesOnce() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int number = 1; number <= SEARCHES; number++) {
            // Every second one is warm from the start.
            long coldNanos = number % 2 == 0 ? 0 : (long) (COLD_MAX_NANOS * (1 + random.nextDouble()) / 2);
            var trouble = new BucketServer.Trouble(coldNanos, (long) (FREEZE_AT_MAX_NANOS * random.nextDouble()));
            RateSearch.Outcome outcome = search(trouble);
            System.out.println("measured: bucket of 10,000/s, cold for %.1f s, frozen at %.1f s: %s, %d steps"
                    .formatted(
                            coldNanos / 1e9,
                            trouble.freezeAtNanos() / 1e9,
                            outcome.answer(),
                            outcome.steps().size()));
            long voids = outcome.steps().stream()
                    .filter(step -> step.judgement() == Judgement.VOID)
                    .count();
            // Neither the bucket nor the generator is what it says where others take the processors.
            assumeThat(!IS_FULL && 4 * voids > outcome.steps().size()).isFalse();
            assertThat(outcome.answer().metPerSecond())
                    .as("seed %d, search %d: %s of %s", seed, number, outcome.answer(), outcome.steps())
                    .isNotNull()
                    .isBetween(0.98 * BUCKET, 1.02 * BUCKET);
        }
    }

    private RateSearch.Outcome search(BucketServer.Trouble trouble) throws IOException, InterruptedException {
        try (var server = new BucketServer(BUCKET, trouble)) {
            return new RateSearch(
                            Threshold.target("p75=5ms"), plan -> new LoadRun(plan, second -> {}).run(), step -> {})
                    .search(plans.of(server.port()));
        }
    }
}
