package dev.echobus.config;

import dev.echobus.common.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Echobus' settings must hold together. */
final class EchobusChecks implements CrossChecks<EchobusConfig> {

    private static final int PORT_MAX = 65_535;

    /** Digits and at least two colons in brackets; whether it is an address, resolving it will tell. */
    private static final String IPV6 = "\\[[0-9a-fA-F.]*(:[0-9a-fA-F.]*){2,7}(%\\w+)?]";

    @Override
    public void check(EchobusConfig config, Findings findings) {
        lengthFields(config, findings);
        prefix(config.server(), findings);
        orders(config, findings);
        networks("admission.allowNetworks", config.admission().allowNetworks(), findings);
        networks("admission.denyNetworks", config.admission().denyNetworks(), findings);
        cluster(config.cluster(), findings);
    }

    private static void lengthFields(EchobusConfig config, Findings findings) {
        var expected = "1, 2 or 4";
        findings.expect(config.server().lengthFieldBytes() != 3, "server.lengthFieldBytes", expected);
        findings.expect(config.client().lengthFieldBytes() != 3, "client.lengthFieldBytes", expected);
    }

    private static void prefix(ServerConfig server, Findings findings) {
        switch (server.framing()) {
            case RAW -> {}
            case LINE ->
                findings.expect(
                        !server.prefix().contains("\n"),
                        "server.prefix",
                        "no line feed, as it ends a message in line framing",
                        "server.framing");
            case LENGTH -> {
                // The reply needs room for at least one byte of the message.
                var limitBytes = (1L << (8 * server.lengthFieldBytes())) - 1;
                findings.expect(
                        server.prefix().getBytes(StandardCharsets.UTF_8).length < limitBytes,
                        "server.prefix",
                        "fewer than " + limitBytes + " bytes, the most that "
                                + findings.describe("server.lengthFieldBytes") + " can tell",
                        "server.framing",
                        "server.lengthFieldBytes");
            }
        }
    }

    private static void orders(EchobusConfig config, Findings findings) {
        var server = config.server();
        var client = config.client();
        var cluster = config.cluster();
        findings.expect(
                server.writeBufferLowBytes() <= server.writeBufferHighBytes(),
                "server.writeBufferLowBytes",
                "at most " + findings.describe("server.writeBufferHighBytes"),
                "server.writeBufferHighBytes");
        findings.expect(
                client.reconnectMinMs() <= client.reconnectMaxMs(),
                "client.reconnectMinMs",
                "at most " + findings.describe("client.reconnectMaxMs"),
                "client.reconnectMaxMs");
        findings.expect(
                cluster.heartbeatIntervalMs() < cluster.heartbeatTimeoutMs(),
                "cluster.heartbeatIntervalMs",
                "less than " + findings.describe("cluster.heartbeatTimeoutMs"),
                "cluster.heartbeatTimeoutMs");
    }

    private static void networks(String path, List<String> networks, Findings findings) {
        for (var network : networks) {
            if (Network.of(network).isEmpty()) {
                findings.refuse(
                        path, "an IP address, or a network such as 10.0.0.0/8 or 2001:db8::/32", Texts.quoted(network));
            }
        }
    }

    private static void cluster(ClusterConfig cluster, Findings findings) {
        for (var member : cluster.members()) {
            if (!isAddress(member)) {
                findings.refuse(
                        "cluster.members",
                        "host:port or [IPv6]:port with a port of 1..65535 for each",
                        Texts.quoted(member));
            }
        }
        findings.expect(
                cluster.busPort() != 0 || cluster.port() < PORT_MAX,
                "cluster.busPort",
                "a port, as there is none after " + findings.describe("cluster.port"),
                "cluster.port");
        findings.expect(
                cluster.busPort() == 0 || cluster.busPort() != cluster.port(),
                "cluster.busPort",
                "another port than " + findings.describe("cluster.port"),
                "cluster.port");
    }

    private static boolean isAddress(String member) {
        var colon = member.lastIndexOf(':');
        if (colon <= 0 || !member.substring(colon + 1).matches("[0-9]{1,5}")) {
            return false;
        }
        var host = member.substring(0, colon);
        var port = Integer.parseInt(member.substring(colon + 1));
        var isHost = host.matches("[^\\s\\[\\]:/@]+") || host.matches(IPV6);
        return isHost && port >= 1 && port <= PORT_MAX;
    }
}
