package dev.echobus.config.loading;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.AdminConfig;
import dev.echobus.config.ClientConfig;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.MessageSettings;
import java.nio.charset.StandardCharsets;

/** What Echobus' settings must hold together. */
final class EchobusChecks implements CrossChecks<EchobusConfig> {

    private static final int STAMPED_LENGTH_FIELD_BYTES = 4;

    @Override
    public void check(EchobusConfig config, Findings findings) {
        hosts(config, findings);
        listeners(config, findings);
        findings.expect(
                config.client().servers().size() <= ClientConfig.SERVERS_MAX,
                "client.servers",
                "at most " + ClientConfig.SERVERS_MAX + " servers");
        lengthField("client.lengthFieldBytes", config.client().lengthFieldBytes(), findings);
        orders(config, findings);
        busMessages(config, findings);
        var busTls = config.cluster().tls();
        new TlsChecks("cluster.tls", busTls.isOn(), findings)
                .requires("key", busTls.key())
                .requires("ca", busTls.ca());
        findings.expect(
                config.cluster().secretFile().isEmpty()
                        || !config.cluster().secret().isSet(),
                "cluster.secretFile",
                "none beside cluster.secret",
                "cluster.secret");
        GatewayChecks.check(config.gateway(), findings);
        admin(config.admin(), findings);
        findings.expect(
                config.tracing().ca().isEmpty() || config.tracing().endpoint().isTls(),
                "tracing.ca",
                "none without an https:// address of a collector",
                "tracing.endpoint");
        PortChecks.check(config, findings);
    }

    private static void hosts(EchobusConfig config, Findings findings) {
        host("server.host", config.server().host(), findings);
        host("cluster.host", config.cluster().host(), findings);
        host("gateway.host", config.gateway().host(), findings);
        host("admin.host", config.admin().host(), findings);
    }

    private static void admin(AdminConfig admin, Findings findings) {
        findings.expect(
                admin.tokenFile().isEmpty() || !admin.token().isSet(),
                "admin.tokenFile",
                "none beside admin.token",
                "admin.token");
        new TlsChecks("admin.tls", admin.tls().isOn(), findings)
                .requires("key", admin.tls().key())
                .allows("ca", admin.tls().ca());
    }

    private static void host(String path, String host, Findings findings) {
        findings.expect(Endpoint.isHost(host), path, "a host's name or an IP address");
    }

    private static void listeners(EchobusConfig config, Findings findings) {
        var server = config.server().messages();
        messages("server", server, findings);
        config.listeners().forEach((name, section) -> {
            findings.expect(
                    !name.equals(ListenerConfig.ECHO),
                    "listeners." + name + ".url",
                    "another name than echo, which is the listener of server.host and server.port");
            // Of what all of them inherit, it is said once.
            if (!section.messages().equals(server)) {
                messages("listeners." + name, section.messages(), findings);
            }
        });
    }

    private static void messages(String section, MessageSettings messages, Findings findings) {
        lengthField(section + ".lengthFieldBytes", messages.lengthFieldBytes(), findings);
        prefix(section, messages, findings);
        stamp(section, messages, findings);
    }

    /** The mark of a stamp is a bit that only a length of four bytes has to spare. */
    private static void stamp(String section, MessageSettings messages, Findings findings) {
        findings.expect(
                !messages.stamp()
                        || (messages.framing() == FramingKind.LENGTH
                                && messages.lengthFieldBytes() == STAMPED_LENGTH_FIELD_BYTES),
                section + ".stamp",
                "false, or " + section + ".framing length with " + STAMPED_LENGTH_FIELD_BYTES
                        + " lengthFieldBytes beside it",
                section + ".framing",
                section + ".lengthFieldBytes");
    }

    private static void lengthField(String path, int bytes, Findings findings) {
        findings.expect(FramingSpec.isLengthFieldWidth(bytes), path, "1, 2 or 4");
    }

    private static void prefix(String section, MessageSettings messages, Findings findings) {
        var path = section + ".prefix";
        switch (messages.framing()) {
            case RAW -> {}
            case LINE ->
                findings.expect(
                        !messages.prefix().contains("\n"),
                        path,
                        "no line feed, as it ends a message in line framing",
                        section + ".framing");
            case LENGTH -> {
                // The reply needs room for at least one byte of the message.
                var limitBytes = (1L << (8 * messages.lengthFieldBytes())) - 1;
                findings.expect(
                        messages.prefix().getBytes(StandardCharsets.UTF_8).length < limitBytes,
                        path,
                        "fewer than " + limitBytes + " bytes, the most that "
                                + findings.describe(section + ".lengthFieldBytes") + " can tell",
                        section + ".framing",
                        section + ".lengthFieldBytes");
            }
        }
    }

    /** What the client answers, and what the server has others answer, must go over the bus. */
    private static void busMessages(EchobusConfig config, Findings findings) {
        var cluster = config.cluster();
        if (cluster.enabled()) {
            fitsBus("client.messageMaxBytes", config.client().messageMaxBytes(), cluster, findings);
            fitsBus("server.messageMaxBytes", config.server().limits().messageMaxBytes(), cluster, findings);
        }
    }

    private static void fitsBus(String path, int bytes, ClusterConfig cluster, Findings findings) {
        findings.expect(
                (long) bytes + ClusterConfig.MESSAGE_OVERHEAD_BYTES <= cluster.messageMaxBytes(),
                "cluster.messageMaxBytes",
                "at least " + findings.describe(path) + " and " + ClusterConfig.MESSAGE_OVERHEAD_BYTES
                        + " for address and headers",
                path);
    }

    private static void orders(EchobusConfig config, Findings findings) {
        var server = config.server().limits();
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
}
