package dev.echobus.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The numbers' names, and that each of them reads another number of the snapshot. */
class MetricTest {

    /** Every number another, so that two metrics which read the same one are seen. */
    private static final NodeSnapshot DISTINCT = new NodeSnapshot(
            new ServerSnapshot(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            new ClientSnapshot(12, 13, 14, 15, 16),
            new ClusterSnapshot(17, 18, 19, 20));

    @Test
    void eachMetricReadsAnotherNumberAndNoneIsLeftOut() {
        assertThat(Arrays.stream(Metric.values()).map(metric -> metric.in(DISTINCT)))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    void theJsonHasEachNameOnce() {
        var names = Arrays.stream(Metric.values()).map(Metric::jsonName).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)*"));
        assertThat(DISTINCT.toJson().fieldNames()).containsExactlyElementsOf(names);
        assertThat(DISTINCT.toJson().getLong("bytesOut")).isEqualTo(10);
    }

    @Test
    void whatHappenedSinceIsTheDifferenceAndOpenStaysOpen() {
        var before = new ServerSnapshot(3, 10, 1, 1, 0, 0, 0, 0, 100, 100, 5);
        var after = new ServerSnapshot(2, 14, 2, 3, 1, 1, 7, 0, 150, 140, 9);
        assertThat(after.since(before)).isEqualTo(new ServerSnapshot(2, 4, 1, 2, 1, 1, 7, 0, 50, 40, 4));
        assertThat(after.connectionsClosed(before)).isEqualTo(5);
    }
}
