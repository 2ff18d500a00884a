package dev.echobus.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The numbers' names, and that each of them reads another number of the snapshot. */
class MetricTest {

    private static final ListenerDetail ECHO = new ListenerDetail(
            Map.of("DRAINED", 1_001L, "INTERNAL", 1_000L),
            Map.of("CONNECTIONS_MAX", 3L),
            Map.of("rate", 1_002L),
            1_003,
            Map.of("REPLIED", 1_004L),
            times(1_005),
            times(1_006));

    private static final ListenerDetail SIDE = new ListenerDetail(
            Map.of("DRAINED", 5L), Map.of("CONNECTIONS_MAX", 100L), Map.of(), 0, Map.of(), times(100), Times.NONE);

    private static final ProcessSnapshot PROCESS = new ProcessSnapshot(
            Map.of(Label.NODE, "n", Label.VERSION, "v", Label.JAVA, "j"),
            1_007.5,
            1_008.5,
            1_009,
            1_010,
            1_011,
            Map.of("Copy", 1_012L),
            Map.of("Copy", 1_013.5),
            1_014,
            times(1_015),
            1_026,
            new MemorySnapshot(
                    Map.of("heap", 1_016L),
                    Map.of("heap", 1_017L),
                    Map.of("heap", 1_018L),
                    Map.of("direct", 1_019L),
                    1_020,
                    1_021,
                    1_022,
                    1_023));

    /** Every number another, so that two metrics which read the same one are seen. */
    private static final NodeSnapshot DISTINCT = new NodeSnapshot(
            new ServerSnapshot(
                    8,
                    24,
                    25,
                    Map.of(
                            "echo", new ListenerSnapshot(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, ECHO),
                            "side", new ListenerSnapshot(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, SIDE))),
            new ClientSnapshot(
                    12, 13, 14, 15, 16, 17, 18, 19, Map.of("REPLIED", 15L, "DRAINING", 1_024L), times(1_025)),
            new ClusterSnapshot(20, 21, 22, 23),
            new GatewaySnapshot(
                    26,
                    27,
                    28,
                    29,
                    30,
                    31,
                    32,
                    33,
                    34,
                    35,
                    41,
                    42,
                    Map.of("a", 30L, "b", 8L),
                    Map.of("one", new RuleSnapshot("a", 6, 7), "two", new RuleSnapshot("b.*", 30, 30))),
            new TraceSnapshot(39, 40),
            PROCESS);

    /** What is counted by listener is more by that of the second. */
    private static final List<Long> TOTALS = List.of(
            101L, 102L, 103L, 2_006L, 104L, 105L, 106L, 107L, 8L, 109L, 110L, 111L, 1_003L, 1_002L, 1_004L, 24L, 25L,
            12L, 13L, 14L, 15L, 16L, 1_039L, 17L, 18L, 19L, 20L, 21L, 22L, 23L, 26L, 27L, 28L, 29L, 30L, 31L, 32L, 33L,
            34L, 35L, 41L, 42L, 36L, 37L, 38L, 39L, 40L);

    private static Times times(long count) {
        var counts = LongStream.concat(
                LongStream.of(count), LongStream.generate(() -> 0L).limit(Times.BOUNDS_NANOS.size()));
        return new Times(counts.boxed().toList(), count);
    }

    @Test
    void eachMetricReadsAnotherNumberAndNoneIsLeftOut() {
        assertThat(DISTINCT.totals().getMap().values()).containsExactlyElementsOf(TOTALS);
        var all = Arrays.stream(Metric.values())
                .filter(metric -> metric.type() != MetricType.INFO)
                .map(metric -> metric.total(DISTINCT))
                .toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Metric.values())
                        .filter(Metric::isOfProcess)
                        .map(metric -> metric.total(DISTINCT).toJson()))
                .startsWith(1_014L)
                .contains(1_007.5, 1_008.5, 1_009L, 1_010L, 1_011L, 1_012L, 1_013.5)
                .contains(1_016L, 1_017L, 1_018L, 1_019L, 1_020L, 1_021L, 1_022L, 1_023L);
    }

    @Test
    void theJsonHasEachNameOnce() {
        var names = Arrays.stream(Metric.values()).map(Metric::jsonName).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)*"));
        assertThat(DISTINCT.toJson().fieldNames()).containsAll(names);
        assertThat(DISTINCT.toJson().fieldNames()).containsAll(DISTINCT.totals().fieldNames());
        assertThat(DISTINCT.totals().getLong("bytesOut")).isEqualTo(110);
    }

    @Test
    void theJsonHasTheNumbersOfEachListenerByItsName() {
        var listeners = DISTINCT.toJson().getJsonObject("listeners");
        assertThat(listeners.fieldNames()).containsExactlyInAnyOrder("echo", "side");
        assertThat(listeners.getJsonObject("echo").fieldNames())
                .containsAll(Arrays.stream(Metric.values())
                        .filter(metric -> metric.labels().contains(Label.LISTENER))
                        .map(Metric::jsonName)
                        .toList());
        assertThat(listeners.getJsonObject("echo").getLong("bytesOut")).isEqualTo(10);
        assertThat(listeners.getJsonObject("side").getLong("bytesOut")).isEqualTo(100);
        assertThat(listeners.getJsonObject("side").getJsonObject("serviceTime").getLong("count"))
                .isEqualTo(100);
    }

    @Test
    void theJsonHasNumbersByCodeBesideTheirSum() {
        var json = DISTINCT.toJson();
        assertThat(json.getLong("connectionsClosed")).isEqualTo(2_006);
        assertThat(json.getJsonObject("connectionsClosedByCode"))
                .isEqualTo(new JsonObject().put("DRAINED", 1_006L).put("INTERNAL", 1_000L));
        assertThat(json.getJsonObject("listeners").getJsonObject("side").getJsonObject("connectionsClosedByCode"))
                .isEqualTo(new JsonObject().put("DRAINED", 5L));
    }

    @Test
    void theJsonHasTheNumbersOfEachRuleByItsName() {
        assertThat(DISTINCT.toJson().getJsonObject("gatewayRules"))
                .isEqualTo(new JsonObject().put("one", rule("a", 6, 7)).put("two", rule("b.*", 30, 30)));
    }

    private static JsonObject rule(String address, long in, long out) {
        return new JsonObject()
                .put("address", address)
                .put("gatewayMessagesIn", in)
                .put("gatewayMessagesOut", out);
    }

    @Test
    void whatHappenedSinceIsTheDifferenceAndOpenStaysOpen() {
        var before = new ListenerSnapshot(3, 10, 1, 1, 0, 0, 0, 100, 100, 5, SIDE);
        var after = new ListenerSnapshot(2, 14, 2, 3, 1, 1, 7, 150, 140, 9, ECHO);
        assertThat(after.since(before)).isEqualTo(new ListenerSnapshot(2, 4, 1, 2, 1, 1, 7, 50, 40, 4, ECHO));
        assertThat(after.connectionsClosed(before)).isEqualTo(5);
    }

    @Test
    void aTimeIsCountedUpToItsBoundAndAtIt() {
        var histogram = new TimeHistogram();
        Times.BOUNDS_NANOS.forEach(bound -> {
            histogram.add(bound, 1);
            histogram.add(bound + 1, 2);
        });
        Times times = histogram.snapshot();
        assertThat(times.counts())
                .containsExactlyElementsOf(IntStream.rangeClosed(0, Times.BOUNDS_NANOS.size())
                        .mapToObj(bucket -> bucket == 0 ? 1L : bucket == Times.BOUNDS_NANOS.size() ? 2L : 3L)
                        .toList());
        long all = Times.BOUNDS_NANOS.stream().mapToLong(bound -> 3 * bound + 2).sum();
        assertThat(times.nanos()).isEqualTo(all);
        assertThat(times.toJson().getJsonObject("buckets").getLong("10.0")).isEqualTo(times.count() - 2);
    }
}
