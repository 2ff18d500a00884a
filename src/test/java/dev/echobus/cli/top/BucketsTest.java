package dev.echobus.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Percentiles of what was added between two histograms. */
class BucketsTest {

    private static final JsonObject BEFORE = histogram(100, 100, 100);

    @Test
    void aPercentileLiesWithinTheBucketThatHasItsRank() {
        Buckets added = Buckets.between(BEFORE, histogram(150, 200, 200), "times");
        assertThat(added.percentile(0.25).text()).isEqualTo("500 µs");
        assertThat(added.percentile(0.5).text()).isEqualTo("1 ms");
        assertThat(added.percentile(0.75).text()).isEqualTo("5.5 ms");
        assertThat(added.percentile(1).text()).isEqualTo("10 ms");
    }

    @Test
    void whatIsOverTheLastBoundIsSaidToBe() {
        assertThat(Buckets.between(BEFORE, histogram(100, 100, 200), "times").percentile(0.5))
                .isEqualTo(new Cell("> 10 ms", 10_000_000, false));
    }

    @Test
    void nothingAddedHasNoPercentile() {
        assertThat(Buckets.between(BEFORE, BEFORE, "times").percentile(0.5)).isEqualTo(Cell.NONE);
        assertThat(Buckets.between(new JsonObject(), new JsonObject(), "times").percentile(0.5))
                .isEqualTo(Cell.NONE);
    }

    private static JsonObject histogram(int upTo1Ms, int upTo10Ms, int all) {
        var buckets = new JsonObject().put("0.001", upTo1Ms).put("0.01", upTo10Ms);
        return new JsonObject().put("times", new JsonObject().put("count", all).put("buckets", buckets));
    }
}
