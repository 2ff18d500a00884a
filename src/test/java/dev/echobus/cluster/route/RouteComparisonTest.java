package dev.echobus.cluster.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an audit makes of the reports of nodes. */
class RouteComparisonTest {

    private static final RouteReport A =
            RouteReport.bounded("a", Set.of("echo", "info"), Map.of("echo", Set.of("a", "b"), "info", Set.of("a")));
    private static final Set<String> MEMBERS = Set.of("a", "b", "guest");

    @Test
    void routesThatAreTrueAreNoFinding() {
        assertThat(findings(A, RouteReport.bounded("b", Set.of("echo"), Map.of("info", Set.of("a")))))
                .isEmpty();
    }

    @Test
    void aConsumerThatIsNotSentToIsMissing() {
        assertThat(findings(A, RouteReport.bounded("b", Set.of("echo", "info"), Map.of("echo", Set.of("b")))))
                .containsExactlyInAnyOrder("a does not send to b for info", "b does not send to a for echo");
    }

    @Test
    void whoDoesNotConsumeOrIsGoneIsStale() {
        assertThat(findings(A, RouteReport.bounded("b", Set.of(), Map.of("echo", Set.of("a", "gone")))))
                .containsExactlyInAnyOrder(
                        "a sends to a consumer that is not there, b for echo",
                        "b sends to a consumer that is not there, gone for echo");
    }

    @Test
    void whatAMemberWithoutAReportConsumesIsNotJudged() {
        assertThat(findings(RouteReport.bounded("a", Set.of("echo"), Map.of("echo", Set.of("a", "b", "guest")))))
                .isEmpty();
    }

    @Test
    void reportsTravelAsJson() {
        assertThat(RouteReport.of(new JsonObject(A.toJson().encode()))).isEqualTo(A);
    }

    /** What a report leaves out may be there; what it has, others should send to. */
    @Test
    void aReportThatIsNotWholeProvesNothingStale() {
        var routes = Map.of("echo", Set.of("b"), "info", Set.of("a"));
        assertThat(findings(new RouteReport("a", Set.of(), routes, true), consumerOf("info", true)))
                .containsExactlyInAnyOrder(
                        "a sends to a consumer that is not there, b for echo",
                        "a sends to a consumer that is not there, a for info",
                        "a does not send to b for info");
        assertThat(findings(new RouteReport("a", Set.of(), routes, false), consumerOf("info", false)))
                .containsExactly("a does not send to b for info");
    }

    private static RouteReport consumerOf(String address, boolean isWhole) {
        return new RouteReport("b", Set.of(address), Map.of(), isWhole);
    }

    @Test
    void aReportIsBoundedAndSaysSo() {
        var most = IntStream.range(0, RouteReport.ADDRESSES_MAX)
                .mapToObj(index -> "address" + index)
                .collect(Collectors.toSet());
        var all = RouteReport.bounded("a", most, Map.of());
        assertThat(all.consumes()).isEqualTo(most);
        assertThat(all.isWhole()).isTrue();

        var more = new TreeSet<>(most);
        more.add("zzz");
        var routes = new TreeMap<String, Set<String>>();
        more.forEach(address -> routes.put(address, Set.of("b")));
        var first = RouteReport.bounded("a", more, routes);
        assertThat(first.consumes()).isEqualTo(most);
        assertThat(first.routes().keySet()).isEqualTo(most);
        assertThat(first.isWhole()).isFalse();
        assertThat(RouteReport.of(new JsonObject(first.toJson().encode()))).isEqualTo(first);
    }

    private static List<String> findings(RouteReport... reports) {
        return new RouteComparison(List.of(reports), MEMBERS)
                .findings().stream().map(RouteFinding::toString).toList();
    }
}
