package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cluster.mesh.Medium;
import dev.echobus.cluster.mesh.MeshFailure;
import dev.echobus.cluster.mesh.MeshLeg;
import dev.echobus.cluster.mesh.MeshNode;
import dev.echobus.cluster.mesh.MeshPlan;
import dev.echobus.cluster.mesh.MeshReport;
import dev.echobus.cluster.mesh.MeshRow;
import dev.echobus.cluster.mesh.MeshTarget;
import dev.echobus.cluster.mesh.MeshWay;
import dev.echobus.common.Endpoint;
import dev.echobus.config.TestConfigs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The matrix as people read it: what failed is found at a glance, on a terminal of 80 columns. */
class MeshTableTest {

    private static final int COLUMNS = 80;

    private static final MeshFailure TIMED_OUT = new MeshFailure("TIMED_OUT", "Connecting timed out");

    @Test
    void ofThreeNodesEachWayHasALine() {
        var lines = new MeshTable(report(3)).lines();
        assertThat(lines).allMatch(line -> line.length() <= COLUMNS).hasSizeLessThan(24);
        assertThat(lines)
                .containsSequence(
                        "node0001  node0003  tcp echo    100 of 100         –         –",
                        "  TIMED_OUT: Connecting timed out (10.0.0.3:9999)",
                        "node0001  node0003  bus           0 of 100    120 µs   1.05 ms");
        assertThat(lines).contains("1 of 12 ways failed, 100 messages each");
    }

    @Test
    void ofTwentyNodesThereIsAMatrixAndALineForEachWayThatFailed() {
        var lines = new MeshTable(report(20)).lines();
        assertThat(lines).allMatch(line -> line.length() <= COLUMNS).hasSizeLessThan(100);
        assertThat(lines)
                .contains(
                        "   1  –  .  X" + "  .".repeat(17) + "    1.05 ms",
                        "  20" + "  .".repeat(19) + "  –    1.05 ms")
                .containsSequence(
                        "node0001  node0003  tcp echo    100 of 100         –         –",
                        "  TIMED_OUT: Connecting timed out (10.0.0.3:9999)",
                        "",
                        "1 of 760 ways failed, 100 messages each");
    }

    @Test
    void aNodeAloneHasNothingToProbe() {
        assertThat(new MeshTable(report(1)).lines()).endsWith("nothing to probe: no other node is there");
    }

    @Test
    void aNodeThatDidNotAnswerIsToldOfOnce() {
        MeshReport whole = report(5);
        var rows = new ArrayList<>(whole.rows());
        rows.set(1, new MeshRow("node0002", rows.get(1).legs(), Optional.of(new MeshFailure("TIMEOUT", "no reply"))));
        var lines = new MeshTable(new MeshReport(whole.plan(), whole.nodes(), rows)).lines();
        assertThat(lines)
                .containsOnlyOnce("    did not probe: TIMEOUT: no reply")
                .anyMatch(line -> line.startsWith("   2  ?  –  ?  ?  ?"));
    }

    /** All whole but for TCP from the first to the third. */
    private static MeshReport report(int count) {
        var nodes = new ArrayList<MeshNode>();
        for (int i = 1; i <= count; i++) {
            var listener = TestConfigs.of().echoListener().at(Endpoint.tcp("10.0.0." + i, 9999));
            nodes.add(new MeshNode(new MeshTarget(name(i), List.of(listener)), "10.0.0." + i + ":5701", false));
        }
        var rows = new ArrayList<MeshRow>();
        for (int from = 1; from <= count; from++) {
            var legs = new ArrayList<MeshLeg>();
            for (int to = 1; to <= count; to++) {
                if (to != from) {
                    legs.add(leg(
                            new MeshWay(name(to), Medium.TCP, "echo", "10.0.0." + to + ":9999"), from == 1 && to == 3));
                    legs.add(leg(new MeshWay(name(to), Medium.BUS, "", "echobus.node." + name(to) + ".echo"), false));
                }
            }
            rows.add(new MeshRow(name(from), legs, Optional.empty()));
        }
        var targets = nodes.stream().map(MeshNode::target).toList();
        return new MeshReport(new MeshPlan(100, 1_000, EnumSet.allOf(Medium.class), targets), nodes, rows);
    }

    private static MeshLeg leg(MeshWay way, boolean isLost) {
        return isLost
                ? new MeshLeg(way, 100, 0, 0, 0, Optional.of(TIMED_OUT))
                : new MeshLeg(way, 100, 100, 120_000, 1_050_000, Optional.empty());
    }

    private static String name(int number) {
        return "node%04d".formatted(number);
    }
}
