package dev.echobus.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the verticles run on, and those of the user's that run beside ours. */
public record RuntimeConfig(
        @Setting(doc = "What the event loops wait on; auto prefers epoll and falls back to nio", byDefault = "auto")
        TransportKind transport,

        @Setting(
                doc =
                        "Event loops; 0 is one for each server, client (shared with a gateway) and user's verticle, and the admin port",
                byDefault = "0",
                max = 1_024)
        int eventLoops,

        @Setting(
                doc =
                        "How often the configuration's files are looked at, and read again when they changed; 0 is on SIGHUP alone",
                byDefault = "5000",
                max = 3_600_000)
        int configScanMs,

        @Setting(
                doc =
                        "Where the classes of runtime.verticles are: jars, folders, folder/* for its jars, separated by :",
                byDefault = "",
                max = 16_384)
        String classPath,

        @Setting(
                doc = "How long a verticle of runtime.verticles may take to start",
                byDefault = "30000",
                min = 1,
                max = 3_600_000)
        int verticleStartTimeoutMs,

        @Setting(
                doc = "How long a verticle of runtime.verticles may take to stop",
                byDefault = "5000",
                min = 1,
                max = 3_600_000)
        int verticleStopTimeoutMs,

        @NamedSections(max = VerticleSection.COUNT_MAX) Map<String, VerticleSection> verticles) {

    /** Keeps a copy, in the order in which the sources name the verticles. */
    public RuntimeConfig {
        verticles = Collections.unmodifiableMap(new LinkedHashMap<>(verticles));
    }

    /** Verticles of the user's, all instances. */
    public int verticleInstances() {
        return verticles.values().stream().mapToInt(VerticleSection::instances).sum();
    }
}
