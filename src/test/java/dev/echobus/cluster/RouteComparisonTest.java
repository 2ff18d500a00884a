package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an audit makes of the reports of nodes. */
class RouteComparisonTest {

    private static final RouteReport A =
            new RouteReport("a", Set.of("echo", "info"), Map.of("echo", Set.of("a", "b"), "info", Set.of("a")));
    private static final Set<String> MEMBERS = Set.of("a", "b", "guest");

    @Test
    void routesThatAreTrueAreNoFinding() {
        assertThat(findings(A, new RouteReport("b", Set.of("echo"), Map.of("info", Set.of("a")))))
                .isEmpty();
    }

    @Test
    void aConsumerThatIsNotSentToIsMissing() {
        assertThat(findings(A, new RouteReport("b", Set.of("echo", "info"), Map.of("echo", Set.of("b")))))
                .containsExactlyInAnyOrder("a does not send to b for info", "b does not send to a for echo");
    }

    @Test
    void whoDoesNotConsumeOrIsGoneIsStale() {
        assertThat(findings(A, new RouteReport("b", Set.of(), Map.of("echo", Set.of("a", "gone")))))
                .containsExactlyInAnyOrder(
                        "a sends to a consumer that is not there, b for echo",
                        "b sends to a consumer that is not there, gone for echo");
    }

    @Test
    void whatAMemberWithoutAReportConsumesIsNotJudged() {
        assertThat(findings(new RouteReport("a", Set.of("echo"), Map.of("echo", Set.of("a", "b", "guest")))))
                .isEmpty();
    }

    @Test
    void reportsTravelAsJson() {
        assertThat(RouteReport.of(new JsonObject(A.toJson().encode()))).isEqualTo(A);
    }

    private static List<String> findings(RouteReport... reports) {
        return new RouteComparison(List.of(reports), MEMBERS)
                .findings().stream().map(RouteFinding::toString).toList();
    }
}
