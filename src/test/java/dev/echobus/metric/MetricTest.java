package dev.echobus.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.metric.Metric.Label;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers' names, and that each of them reads another number of the snapshot. */
class MetricTest {

    /** Every number another, so that two metrics which read the same one are seen. */
    private static final NodeSnapshot DISTINCT = new NodeSnapshot(
            new ServerSnapshot(
                    8,
                    24,
                    25,
                    Map.of(
                            "echo", new ListenerSnapshot(1, 2, 3, 4, 5, 6, 7, 9, 10, 11),
                            "side", new ListenerSnapshot(100, 100, 100, 100, 100, 100, 100, 100, 100, 100))),
            new ClientSnapshot(12, 13, 14, 15, 16, 17, 18, 19),
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
                    Map.of("a", 30L, "b", 8L),
                    Map.of("one", new RuleSnapshot("a", 6, 7), "two", new RuleSnapshot("b.*", 30, 30))));

    /** What is counted by listener is more by that of the second. */
    private static final List<Long> TOTALS = List.of(
            101L, 102L, 103L, 104L, 105L, 106L, 107L, 8L, 109L, 110L, 111L, 24L, 25L, 12L, 13L, 14L, 15L, 16L, 17L, 18L,
            19L, 20L, 21L, 22L, 23L, 26L, 27L, 28L, 29L, 30L, 31L, 32L, 33L, 34L, 35L, 36L, 37L, 38L);

    @Test
    void eachMetricReadsAnotherNumberAndNoneIsLeftOut() {
        assertThat(Arrays.stream(Metric.values()).map(metric -> metric.in(DISTINCT)))
                .containsExactlyElementsOf(TOTALS);
    }

    @Test
    void theJsonHasEachNameOnce() {
        var names = Arrays.stream(Metric.values()).map(Metric::jsonName).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)*"));
        assertThat(DISTINCT.totals().fieldNames()).containsExactlyElementsOf(names);
        assertThat(DISTINCT.totals().getLong("bytesOut")).isEqualTo(110);
    }

    @Test
    void theJsonHasTheNumbersOfEachListenerByItsName() {
        var json = DISTINCT.toJson();
        var listeners = (JsonObject) json.remove("listeners");
        json.remove("gatewayRules");
        assertThat(json).isEqualTo(DISTINCT.totals());
        assertThat(listeners.fieldNames()).containsExactlyInAnyOrder("echo", "side");
        assertThat(listeners.getJsonObject("echo").fieldNames())
                .containsExactlyElementsOf(Arrays.stream(Metric.values())
                        .filter(metric -> metric.labels().contains(Label.LISTENER))
                        .map(Metric::jsonName)
                        .toList());
        assertThat(listeners.getJsonObject("echo").getLong("bytesOut")).isEqualTo(10);
        assertThat(listeners.getJsonObject("side").getLong("bytesOut")).isEqualTo(100);
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
        var before = new ListenerSnapshot(3, 10, 1, 1, 0, 0, 0, 100, 100, 5);
        var after = new ListenerSnapshot(2, 14, 2, 3, 1, 1, 7, 150, 140, 9);
        assertThat(after.since(before)).isEqualTo(new ListenerSnapshot(2, 4, 1, 2, 1, 1, 7, 50, 40, 4));
        assertThat(after.connectionsClosed(before)).isEqualTo(5);
    }
}
