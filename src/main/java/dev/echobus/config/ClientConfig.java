package dev.echobus.config;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import java.util.List;

/** The client verticle: which servers it talks to for the bus, and every bound on a request. */
public record ClientConfig(
        @Setting(doc = "Serve echobus.client.echo on this node", byDefault = "true")
        boolean enabled,

        @Setting(
                doc =
                        "Servers that bus requests are echoed by, spread over all; none: this node's own alone. Of a name,"
                                + " each address is a server",
                byDefault = "")
        List<Endpoint> servers,

        @Setting(
                doc = "Add this node's own server to client.servers, and use it alone while it answers",
                byDefault = "false")
        boolean preferOwnServer,

        @Setting(
                doc = "How often names in client.servers are looked up anew; sooner when a server of the name fails",
                byDefault = "10000",
                min = 100,
                max = 3_600_000,
                reloadable = true)
        int resolveIntervalMs,

        @Setting(
                doc = "Client verticles, each with an event loop and a connection to each server of its own",
                byDefault = "1",
                min = 1,
                max = 1_024)
        int instances,

        @Setting(
                doc = "How client.servers cut bytes into messages; with this node's own among them, as that one does",
                byDefault = "raw")
        FramingKind framing,

        @Setting(
                doc = "Bytes of the length before each message in those servers' length framing: 1, 2 or 4",
                byDefault = "4",
                min = 1,
                max = 4)
        int lengthFieldBytes,

        @Setting(
                doc = "Longest message that a bus request may carry",
                byDefault = "65536",
                min = 1,
                max = 1_073_741_824,
                reloadable = true)
        int messageMaxBytes,

        @Setting(
                doc = "Deadline of a bus request that names none (header timeoutMs)",
                byDefault = "5000",
                min = 1,
                max = 3_600_000,
                reloadable = true)
        int requestTimeoutMs,

        @Setting(
                doc = "Requests of one verticle that may wait for their replies at once",
                byDefault = "16384",
                min = 1,
                max = 1_048_576,
                reloadable = true)
        int pendingMax,

        @Setting(
                doc = "Bytes of the requests of one verticle that may wait at once",
                byDefault = "67108864",
                min = 1,
                reloadable = true)
        int pendingMaxBytes,

        @Setting(
                doc = "How long a connection attempt may take",
                byDefault = "3000",
                min = 1,
                max = 600_000,
                reloadable = true)
        int connectTimeoutMs,

        @Setting(
                doc = "Wait before the first reconnect; doubles at each failure, with jitter",
                byDefault = "50",
                min = 1,
                max = 600_000,
                reloadable = true)
        int reconnectMinMs,

        @Setting(doc = "Longest wait before a reconnect", byDefault = "2000", min = 1, max = 600_000, reloadable = true)
        int reconnectMaxMs,

        @Setting(
                doc = "How long requests in flight may take when the node stops",
                byDefault = "5000",
                max = 3_600_000,
                reloadable = true)
        int drainTimeoutMs) {

    /** Entries of {@link #servers}, and addresses that they may have together: more is a mistake, not a fleet. */
    public static final int SERVERS_MAX = 64;

    /** True when this node's own server is among those that the clients talk to. */
    public boolean usesOwnServer() {
        return servers.isEmpty() || preferOwnServer;
    }

    /** How those servers cut bytes into messages. */
    public FramingSpec framingSpec() {
        return new FramingSpec(framing, lengthFieldBytes);
    }

    /** These settings for clients of this node's own server: bytes are cut as that one cuts them. */
    ClientConfig of(ServerConfig server) {
        return new ClientConfig(
                enabled,
                servers,
                preferOwnServer,
                resolveIntervalMs,
                instances,
                server.messages().framing(),
                server.messages().lengthFieldBytes(),
                server.messages().framing() == FramingKind.RAW
                        ? messageMaxBytes
                        : Math.min(messageMaxBytes, server.limits().messageMaxBytes()),
                requestTimeoutMs,
                pendingMax,
                pendingMaxBytes,
                connectTimeoutMs,
                reconnectMinMs,
                reconnectMaxMs,
                drainTimeoutMs);
    }
}
