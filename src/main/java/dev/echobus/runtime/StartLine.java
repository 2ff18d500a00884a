package dev.echobus.runtime;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.MemberAddress;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.wire.DirectMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first line of a node's log: what runs here, within which limits, and where its settings came from. */
record StartLine(String version, Map<String, String> bySetting) {

    static final String BUILT_IN = "default";

    /** Settings that no source gave. */
    static StartLine ofDefaults() {
        return new StartLine(versionOfJar(), Map.of());
    }

    static StartLine of(LoadedConfig<EchobusConfig> loaded) {
        var bySetting = new LinkedHashMap<String, String>();
        loaded.table().forEach(setting -> bySetting.put(setting.path(), setting.source()));
        return new StartLine(versionOfJar(), bySetting);
    }

    private List<String> sources() {
        return bySetting.values().stream()
                .filter(source -> !source.equals(BUILT_IN))
                .distinct()
                .toList();
    }

    String describe(EchobusConfig config, int connectionsMax) {
        var cluster = config.cluster();
        String from = sources().isEmpty() ? "no file, the defaults alone" : String.join(", ", sources());
        String with = cluster.enabled()
                ? "cluster \"" + cluster.name() + "\", members " + members(cluster.members())
                : "in no cluster";
        // A format would load how each language writes numbers, which nothing else at a start asks for.
        return "echobus " + version + ": settings from " + from + "; at most " + connectionsMax + " connections, "
                + (DirectMemory.maxBytes() >> 20) + " MiB of direct memory, " + LoopPlan.loops(config)
                + " event loops; " + with;
    }

    private static String members(List<MemberAddress> members) {
        return members.isEmpty()
                ? "none to join"
                : members.stream().map(MemberAddress::toString).collect(Collectors.joining(", "));
    }

    private static String versionOfJar() {
        String version = StartLine.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
