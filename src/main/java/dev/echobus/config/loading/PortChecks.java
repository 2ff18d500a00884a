package dev.echobus.config.loading;

import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.loading.CrossChecks.Findings;
import java.util.ArrayList;
import java.util.List;

/** Finds two things that are to listen on one port of one address, before the second of them fails to start. */
final class PortChecks {

    private PortChecks() {}

    /**
     * Something that the node listens on.
     *
     * @param path the setting that says where; the problem is its
     * @param related the other settings that it follows from
     * @param note what makes the port, where its own setting does not hold it; else empty
     */
    private record Place(String path, Endpoint endpoint, List<String> related, String note) {

        boolean clashesWith(Endpoint other) {
            return endpoint.port() != 0
                    && endpoint.port() == other.port()
                    && (endpoint.isWildcard() || other.isWildcard() || endpoint.isSameHost(other));
        }
    }

    static void check(EchobusConfig config, Findings findings) {
        var places = places(config, findings);
        for (var index = 1; index < places.size(); index++) {
            for (var before : places.subList(0, index)) {
                expectApart(places.get(index), before, findings);
            }
        }
    }

    private static void expectApart(Place place, Place before, Findings findings) {
        var related = new ArrayList<>(place.related());
        related.addAll(before.related());
        related.add(before.path());
        var note = place.note().isEmpty() ? "" : ", as it is " + place.note();
        findings.expect(
                !place.clashesWith(before.endpoint()),
                place.path(),
                "another port than " + before.endpoint().port() + " of "
                        + (before.note().isEmpty() ? findings.describe(before.path()) : before.note()) + note,
                related.toArray(String[]::new));
    }

    private static List<Place> places(EchobusConfig config, Findings findings) {
        var places = new ArrayList<Place>();
        places.add(new Place("server.port", config.server().endpoint(), List.of("server.host"), ""));
        config.listeners()
                .forEach((name, section) ->
                        places.add(new Place("listeners." + name + ".url", section.url(), List.of(), "")));
        if (config.gateway().enabled()) {
            places.add(new Place("gateway.port", config.gateway().endpoint(), List.of("gateway.host"), ""));
        }
        if (config.gateway().webEnabled()) {
            places.add(new Place("gateway.webPort", config.gateway().webEndpoint(), List.of("gateway.host"), ""));
        }
        if (config.admin().enabled()) {
            places.add(new Place("admin.port", config.admin().endpoint(), List.of("admin.host"), ""));
        }
        if (config.cluster().enabled()) {
            addCluster(config.cluster(), places, findings);
        }
        return places;
    }

    private static void addCluster(ClusterConfig cluster, List<Place> places, Findings findings) {
        findings.expect(
                cluster.busPort() != 0 || cluster.port() < Endpoint.PORT_MAX,
                "cluster.busPort",
                "a port, as there is none after " + findings.describe("cluster.port"),
                "cluster.port");
        places.add(
                new Place("cluster.port", Endpoint.tcp(cluster.host(), cluster.port()), List.of("cluster.host"), ""));
        var note = cluster.busPort() == 0 ? "the port after " + findings.describe("cluster.port") : "";
        places.add(new Place("cluster.busPort", cluster.busEndpoint(), List.of("cluster.host", "cluster.port"), note));
    }
}
