package dev.echobus.cluster.route;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an audit found.
 *
 * @param nodes the names of the members that gave a report
 * @param addresses how many audited addresses they consume between them
 * @param findings what was wrong, twice within a moment; empty when all routes are true
 */
public record AuditResult(Set<String> nodes, int addresses, List<RouteFinding> findings) {

    public AuditResult {
        nodes = Set.copyOf(nodes);
        findings = List.copyOf(findings);
    }

    /** This one, with those findings alone that the earlier one has too. */
    AuditResult ofBoth(AuditResult earlier) {
        return new AuditResult(
                nodes,
                addresses,
                findings.stream().filter(earlier.findings::contains).toList());
    }

    /** {@code {nodes: [name], addresses, findings: [{kind, from, to, address}]}}. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("nodes", new JsonArray(List.copyOf(new TreeSet<>(nodes))))
                .put("addresses", addresses)
                .put(
                        "findings",
                        new JsonArray(
                                findings.stream().map(RouteFinding::toJson).toList()));
    }
}
