package dev.echobus.cluster.route;

import dev.echobus.cluster.route.RouteFinding.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what nodes consume against where others send to. An address that a node has never sent to has no route there: it
 * is looked up when it is needed. Immutable; any thread.
 */
final class RouteComparison {

    private final Map<String, RouteReport> reports = new TreeMap<>();
    private final Set<String> members;

    /**
     * @param reports of those nodes that gave one; what others consume is unknown, and held against nobody
     * @param members the names of all members
     */
    RouteComparison(Collection<RouteReport> reports, Set<String> members) {
        reports.forEach(report -> this.reports.put(report.node(), report));
        this.members = Set.copyOf(members);
    }

    List<RouteFinding> findings() {
        var findings = new ArrayList<RouteFinding>();
        for (RouteReport sender : reports.values()) {
            sender.routes().forEach((address, targets) -> {
                targets.stream()
                        .filter(target -> isStale(target, address))
                        .forEach(target -> findings.add(new RouteFinding(Kind.STALE, sender.node(), target, address)));
                reports.values().stream()
                        .filter(report -> report.consumes().contains(address) && !targets.contains(report.node()))
                        .forEach(report ->
                                findings.add(new RouteFinding(Kind.MISSING, sender.node(), report.node(), address)));
            });
        }
        return findings;
    }

    private boolean isStale(String target, String address) {
        RouteReport report = reports.get(target);
        if (report == null) {
            return !members.contains(target);
        }
        return report.isWhole() && !report.consumes().contains(address);
    }
}
