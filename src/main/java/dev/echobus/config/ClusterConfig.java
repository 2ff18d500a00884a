package dev.echobus.config;

import dev.echobus.common.Endpoint;
import java.util.List;

/** The cluster: whether this node joins one, by which addresses, and how soon a silent member counts as gone. */
public record ClusterConfig(
        @Setting(doc = "Join a cluster, so that nodes share one event bus", byDefault = "false")
        boolean enabled,

        @Setting(doc = "Nodes join only those of the same name", byDefault = "echobus", min = 1, max = 255)
        String name,

        @Setting(doc = "Address that the other members reach this node at", byDefault = "127.0.0.1", min = 1, max = 255)
        String host,

        @Setting(doc = "Port for membership; 0 takes a free one and prints it", byDefault = "5701", max = 65_535)
        int port,

        @Setting(
                doc = "Port for event-bus messages between nodes; 0 is the one after cluster.port",
                byDefault = "0",
                max = 65_535)
        int busPort,

        @Setting(
                doc =
                        "Longest message on the bus, with its address and headers; who sends a longer one is disconnected",
                byDefault = "4194304",
                min = ClusterConfig.MESSAGE_OVERHEAD_BYTES)
        int messageMaxBytes,

        @Setting(
                doc = "Bytes that may wait for one other node to read; over it requests to it fail as OVERLOADED",
                byDefault = "16777216",
                min = 65_536)
        int unsentMaxBytes,

        @Setting(
                doc =
                        "Members to join, host:port each, or dns://name:port for all addresses of a name; this node may be among them",
                byDefault = "")
        List<MemberAddress> members,

        @Setting(
                doc = "Nodes that the cluster must have, this one among them, before and while this one is ready",
                byDefault = "1",
                min = 1,
                max = 1_000)
        int minimumMembers,

        @Setting(
                doc = "How long a start waits for cluster.minimumMembers before it fails",
                byDefault = "60000",
                min = 1_000,
                max = 3_600_000)
        int minimumMembersTimeoutMs,

        @Setting(
                doc =
                        "What members prove to know before they join, the same on all; none lets in whoever knows the name",
                byDefault = "",
                secret = true)
        Secret secret,

        @Setting(
                doc = "File that holds the secret, instead of cluster.secret; the line feed at its end does not count",
                byDefault = "",
                max = 4_096)
        String secretFile,

        @Setting(
                doc = "How often members show each other that they live",
                byDefault = "1000",
                min = 1_000,
                max = 60_000)
        int heartbeatIntervalMs,

        @Setting(
                doc = "How long a member may be silent before it counts as gone",
                byDefault = "5000",
                min = 2_000,
                max = 600_000)
        int heartbeatTimeoutMs,

        @Setting(
                doc = "How often parts of a cluster that was split look for each other",
                byDefault = "2000",
                min = 1_000,
                max = 600_000)
        int mergeIntervalMs,

        @Setting(
                doc = "How often a node holds what it sends by against what the others consume; 0 is never",
                byDefault = "5000",
                max = 600_000)
        int auditIntervalMs,

        @Setting(
                doc = "Wait between taking the consumers away and leaving, so that no request is sent here meanwhile",
                byDefault = "700",
                max = 60_000,
                reloadable = true)
        int leaveDelayMs,

        ClusterTlsConfig tls) {

    /** What an address, headers and marks of a message on the bus take at most, beside its body. */
    public static final int MESSAGE_OVERHEAD_BYTES = 65_536;

    /** Where the bus of this node listens: with a free port for membership on a free one too. */
    public Endpoint busEndpoint() {
        boolean isNext = busPort == 0 && port != 0 && port < Endpoint.PORT_MAX;
        return Endpoint.tcp(host, isNext ? port + 1 : busPort);
    }
}
