package dev.echobus.load.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.BucketServer;
import dev.echobus.load.Plans;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.result.Threshold;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The search for the highest rate over real sockets: twenty steps of more than a second. */
class RateSearchIT {

    private static final double BUCKET = 2_000;

    private static final long FREEZE_NANOS = 300_000_000;

    private final Plans plans = new Plans();

    @Test
    void aBucketIsFoundThoughItIsColdAndFreezesOnce() throws IOException, InterruptedException {
        plans.connections = 4;
        plans.rate = 1_500.0;
        plans.warmUpMs = 100;
        plans.durationMs = 1_000;
        plans.drainMs = 2_000;
        try (var server = new BucketServer(BUCKET)) {
            server.freeze(FREEZE_NANOS);
            var search = new RateSearch(
                    Threshold.target("p50=3ms"),
                    plan -> {
                        LoadRun run = new LoadRun(plan, second -> {});
                        return run.run();
                    },
                    step -> freezeBefore(server, step));
            RateSearch.Outcome outcome = search.search(plans.of(server.port()));
            assertThat(outcome.answer().metPerSecond())
                    .as("%s of %s", outcome.answer(), outcome.steps())
                    .isBetween(0.98 * BUCKET, 1.02 * BUCKET);
        }
    }

    /** In the step after the second that was met. */
    private int met;

    private void freezeBefore(BucketServer server, RateStep step) {
        met += step.isMet() ? 1 : 0;
        if (step.isMet() && met == 2) {
            server.freeze(FREEZE_NANOS);
        }
    }
}
