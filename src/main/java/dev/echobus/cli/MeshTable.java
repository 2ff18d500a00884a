package dev.echobus.cli;

import dev.echobus.cluster.mesh.Medium;
import dev.echobus.cluster.mesh.MeshFailure;
import dev.echobus.cluster.mesh.MeshLeg;
import dev.echobus.cluster.mesh.MeshNode;
import dev.echobus.cluster.mesh.MeshReport;
import dev.echobus.cluster.mesh.MeshRow;
import dev.echobus.common.Quantity;
import dev.echobus.common.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows what nodes found of each other: of few nodes a line for each way, of more a matrix for each medium and a line for
 * each way that failed. Both fit 80 columns, the matrix up to 20 nodes.
 */
final class MeshTable {

    /** With more there are more lines than a screen has. */
    private static final int LISTED_NODES_MAX = 4;

    /** One node that is gone fails all ways to it; who wants every line has the JSON object. */
    private static final int FAILURES_SHOWN_MAX = 40;

    private static final String NONE = "\u2013";

    private final MeshReport report;
    private final List<String> names;
    private final int nameWidth;
    private final int wayWidth;

    MeshTable(MeshReport report) {
        this.report = report;
        names = report.nodes().stream().map(MeshNode::name).toList();
        nameWidth = width(names, "from");
        wayWidth = width(report.legs().map(leg -> leg.way().toString()).toList(), "by");
    }

    private static int width(List<String> texts, String heading) {
        return Math.max(
                heading.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        addNodes(lines);
        if (report.legs().findAny().isPresent()) {
            lines.add("");
            if (names.size() <= LISTED_NODES_MAX) {
                addLegs(lines, false);
            } else {
                report.plan().media().stream().sorted().forEach(medium -> addMatrix(lines, medium));
                addLegs(lines, true);
            }
        }
        lines.add("");
        lines.add(summary());
        return lines;
    }

    private String summary() {
        long ways = report.legs().count();
        long failed = report.legs().filter(leg -> !leg.isWhole()).count();
        if (ways == 0) {
            return "nothing to probe: " + (names.size() < 2 ? "no other node is there" : "no way between the nodes");
        }
        String failures = failed == 0 ? "all " + ways + " ways are whole" : failed + " of " + ways + " ways failed";
        return failures + ", " + report.plan().count() + " messages each";
    }

    private void addNodes(List<String> lines) {
        int addressWidth = width(report.nodes().stream().map(MeshNode::address).toList(), "address");
        String format = "%2s  %-" + nameWidth + "s  %-" + addressWidth + "s  %s";
        lines.add(format.formatted("#", "node", "address", "listeners"));
        for (int i = 0; i < names.size(); i++) {
            MeshNode node = report.nodes().get(i);
            lines.add(format.formatted(i + 1, node.name(), node.address(), listeners(node))
                    .stripTrailing());
            report.rows().get(i).failure().ifPresent(why -> lines.add("    did not probe: " + shown(why)));
        }
    }

    private static String listeners(MeshNode node) {
        if (node.isSilent()) {
            return "did not say";
        }
        return node.target().listeners().isEmpty()
                ? "none of TCP that others can dial"
                : node.target().listeners().stream()
                        .map(listener ->
                                listener.name() + " " + listener.endpoint().authority())
                        .collect(Collectors.joining(", "));
    }

    private void addLegs(List<String> lines, boolean isOfFailedAlone) {
        String format = "%-" + nameWidth + "s  %-" + nameWidth + "s  %-" + wayWidth + "s  %12s  %8s  %8s";
        var heading = format.formatted("from", "to", "by", "lost", "p50", "p99");
        int shown = 0;
        int hidden = 0;
        for (MeshRow row : report.rows()) {
            for (MeshLeg leg : row.legs()) {
                // A node that did not answer is told of once.
                if (isOfFailedAlone && (leg.isWhole() || row.failure().isPresent())) {
                    continue;
                }
                if (isOfFailedAlone && shown == FAILURES_SHOWN_MAX) {
                    hidden++;
                    continue;
                }
                if (shown++ == 0) {
                    lines.add(heading);
                }
                addLeg(lines, format, row.node(), leg);
            }
        }
        if (hidden > 0) {
            lines.add("and " + hidden + " more that failed: --json has them all");
        }
    }

    private static void addLeg(List<String> lines, String format, String from, MeshLeg leg) {
        boolean isAnswered = leg.answered() > 0;
        lines.add(format.formatted(
                from,
                leg.way().to(),
                leg.way(),
                leg.lost() + " of " + leg.count(),
                isAnswered ? Quantity.ofNanos(leg.p50Nanos()) : NONE,
                isAnswered ? Quantity.ofNanos(leg.p99Nanos()) : NONE));
        leg.failure()
                .ifPresent(why -> lines.add("  " + shown(why) + " (" + leg.way().destination() + ")"));
    }

    private static String shown(MeshFailure failure) {
        return Texts.line(failure.toString());
    }

    private void addMatrix(List<String> lines, Medium medium) {
        var heading = new StringBuilder("%-4s".formatted(medium));
        for (int to = 1; to <= names.size(); to++) {
            heading.append("%3d".formatted(to));
        }
        lines.add(heading.append("  worst p99").toString());
        for (int from = 0; from < names.size(); from++) {
            var line = new StringBuilder("%4d".formatted(from + 1));
            MeshRow row = report.rows().get(from);
            for (String to : names) {
                line.append("%3s".formatted(cell(row, medium, to)));
            }
            long worst = row.legs().stream()
                    .filter(leg -> leg.way().medium() == medium)
                    .mapToLong(MeshLeg::p99Nanos)
                    .max()
                    .orElse(0);
            lines.add(line + "%11s".formatted(worst == 0 ? NONE : Quantity.ofNanos(worst)));
        }
        lines.add("     . all answered  1..99 percent lost  X none answered  ? did not probe");
        lines.add("");
    }

    /** Of several listeners the one that lost most. */
    private static String cell(MeshRow row, Medium medium, String to) {
        var worst = row.legs().stream()
                .filter(leg -> leg.way().medium() == medium && leg.way().to().equals(to))
                .max(Comparator.comparingInt(MeshLeg::lost));
        if (worst.isEmpty()) {
            return NONE;
        }
        MeshLeg leg = worst.get();
        if (row.failure().isPresent()) {
            return "?";
        }
        if (leg.answered() == 0) {
            return "X";
        }
        // One message of a thousand is not none.
        return leg.isWhole() ? "." : String.valueOf(Math.max(1, Math.min(99, leg.lost() * 100 / leg.count())));
    }
}
