package dev.echobus.config;

import dev.echobus.common.Endpoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateway: where it listens, what each session may hold, and who may do what. */
public record GatewayConfig(
        @Setting(doc = "Let programs in other languages onto the event bus, over TCP", byDefault = "false")
        boolean enabled,

        @Setting(doc = "Address that the gateway listens on", byDefault = "127.0.0.1", min = 1, max = 255)
        String host,

        @Setting(
                doc = "TCP port that the gateway listens on; 0 takes a free one and prints it",
                byDefault = "7000",
                max = 65_535)
        int port,

        @Setting(
                doc = "Let programs and pages onto the event bus over WebSocket and SockJS, at /eventbus",
                byDefault = "false")
        boolean webEnabled,

        @Setting(
                doc = "HTTP port of the gateway for that; 0 takes a free one and prints it",
                byDefault = "7001",
                max = 65_535)
        int webPort,

        @Setting(doc = "Origins of pages that may use it, beside those of its own address; * is all", byDefault = "")
        List<WebOrigin> webOrigins,

        @Setting(doc = "Gateway verticles, each on an event loop of its own", byDefault = "1", min = 1, max = 1_024)
        int instances,

        @Setting(
                doc = "Sessions at once, over all of them; 0 is what the memory allows, and 10000 at most",
                byDefault = "0",
                max = 1_000_000)
        int sessionsMax,

        @Setting(
                doc = "Longest frame that a session may send; 4/3 of the longest binary body, and some",
                byDefault = "2097152",
                min = 1_024,
                max = 1_073_741_824)
        int frameMaxBytes,

        @Setting(
                doc =
                        "Bytes that all sessions may hold, in frames that are not whole and in those that they have not read; over"
                                + " it who holds most is closed; 0 follows from the memory that there is",
                byDefault = "0",
                max = 1_000_000_000_000L)
        long bufferMemoryMaxBytes,

        @Setting(
                doc = "How long a frame that has begun may take to end",
                byDefault = "10000",
                min = 100,
                max = 3_600_000)
        int frameTimeoutMs,

        @Setting(doc = "How deep the JSON of a frame may be nested", byDefault = "64", min = 2, max = 1_000)
        int jsonDepthMax,

        @Setting(doc = "Addresses that a session may be registered at", byDefault = "256", min = 1, max = 100_000)
        int registrationsMax,

        @Setting(
                doc =
                        "Frames of a session that may be answered by err within a second; over it the session is closed; 0 is no bound",
                byDefault = "1000",
                max = 1_000_000)
        int errorsPerSecondMax,

        @Setting(
                doc =
                        "Requests of a session that may wait for the bus, and requests of the bus that may wait for it, each",
                byDefault = "1024",
                min = 1,
                max = 1_048_576)
        int pendingRepliesMax,

        @Setting(doc = "Bytes of such requests, in their frames, each", byDefault = "67108864", min = 65_536)
        int pendingMaxBytes,

        @Setting(
                doc = "How long a request of a session, and one to it, may wait for the reply at most",
                byDefault = "30000",
                min = 10,
                max = 3_600_000)
        int replyTimeoutMs,

        @Setting(
                doc =
                        "Bytes of frames that may wait for a session to read, beyond what its socket holds; at half of it the"
                                + " session is not read from",
                byDefault = "4194304",
                min = 65_536)
        int outboundMaxBytes,

        @Setting(
                doc =
                        "What becomes of messages over gateway.outboundMaxBytes: refused, the oldest dropped, or the session"
                                + " disconnected",
                byDefault = "pause")
        OverflowPolicy overflow,

        @Setting(
                doc = "Close a session to and from which no frame went for this long; 0 is never",
                byDefault = "600000",
                max = 86_400_000)
        int idleTimeoutMs,

        @Setting(
                doc = "How long what waits for replies may take when the node stops",
                byDefault = "5000",
                max = 3_600_000)
        int drainTimeoutMs,

        @NamedSections(max = GatewayRule.COUNT_MAX) Map<String, GatewayRule> rules,

        @NamedSections(max = GatewayToken.COUNT_MAX) Map<String, GatewayToken> tokens,

        @NamedSections(max = GatewayCertificate.COUNT_MAX) Map<String, GatewayCertificate> certificates,

        GatewayTlsConfig tls) {

    /** Environment variable in which commands find the gateway to go through; no setting. */
    public static final String COMMANDS_VARIABLE = "ECHOBUS_GATEWAY";

    /** Keeps copies, in the order in which the sources name them. */
    public GatewayConfig {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
        certificates = Collections.unmodifiableMap(new LinkedHashMap<>(certificates));
    }

    /** True when there is a gateway at all. */
    public boolean isAny() {
        return enabled || webEnabled;
    }

    /** Where it listens for WebSocket and SockJS. */
    public Endpoint webEndpoint() {
        return Endpoint.tcp(host, webPort);
    }

    /** Where it listens for TCP. */
    public Endpoint endpoint() {
        return Endpoint.tcp(host, port);
    }
}
