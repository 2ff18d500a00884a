package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.tidy.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DefaultsTest {

    private static final Path CONFIG_FILE = Path.of("conf/config.json");

    /** Written by hand: whoever changes a default meets it here. */
    private static final String DEFAULTS = """
            server.host=0.0.0.0
            server.port=9999
            server.framing=raw
            server.lengthFieldBytes=4
            server.prefix=""
            server.responder=echo
            server.stamp=false
            server.instances=0
            server.backlog=1024
            server.reuseAddress=true
            server.tcpNoDelay=true
            server.messageMaxBytes=65536
            server.responderTimeoutMs=5000
            server.responderIdempotent=false
            server.responderAttemptTimeoutMs=500
            server.responderInFlightMax=64
            server.once=false
            server.idleTimeoutMs=600000
            server.writeTimeoutMs=60000
            server.writeProgressMinBytes=4096
            server.messageTimeoutMs=60000
            server.tcpUserTimeoutMs=60000
            server.keepAliveIdleSeconds=30
            server.keepAliveIntervalSeconds=5
            server.keepAliveProbes=6
            server.receiveBufferBytes=0
            server.sendBufferBytes=0
            server.writeBufferHighBytes=65536
            server.writeBufferLowBytes=32768
            server.bufferMemoryMaxBytes=0
            server.lingerTimeoutMs=1000
            server.drainQuietMs=500
            server.drainTimeoutMs=10000
            server.connectionEvents=true
            server.messageEvents=false
            server.connectionAddresses=true
            server.connectionBytesPerSecondMax=0
            server.connectionMessagesPerSecondMax=0
            server.bytesPerSecondMax=0
            server.messagesPerSecondMax=0
            admission.connectionsMax=0
            admission.connectionsPerAddressMax=0
            admission.connectionsPerSecondMax=0
            admission.allowNetworks=""
            admission.denyNetworks=""
            client.enabled=true
            client.servers=""
            client.preferOwnServer=false
            client.resolveIntervalMs=10000
            client.instances=1
            client.framing=raw
            client.lengthFieldBytes=4
            client.messageMaxBytes=65536
            client.requestTimeoutMs=5000
            client.pendingMax=16384
            client.pendingMaxBytes=67108864
            client.connectTimeoutMs=3000
            client.reconnectMinMs=50
            client.reconnectMaxMs=2000
            client.drainTimeoutMs=5000
            cluster.enabled=false
            cluster.name=echobus
            cluster.host=127.0.0.1
            cluster.port=5701
            cluster.busPort=0
            cluster.messageMaxBytes=4194304
            cluster.unsentMaxBytes=16777216
            cluster.members=""
            cluster.minimumMembers=1
            cluster.minimumMembersTimeoutMs=60000
            cluster.secret=********
            cluster.secretFile=""
            cluster.heartbeatIntervalMs=1000
            cluster.heartbeatTimeoutMs=5000
            cluster.mergeIntervalMs=2000
            cluster.auditIntervalMs=5000
            cluster.leaveDelayMs=700
            cluster.tls.certificate=""
            cluster.tls.key=""
            cluster.tls.ca=""
            cluster.tls.verifyHost=true
            gateway.enabled=false
            gateway.host=127.0.0.1
            gateway.port=7000
            gateway.webEnabled=false
            gateway.webPort=7001
            gateway.webOrigins=""
            gateway.instances=1
            gateway.sessionsMax=0
            gateway.frameMaxBytes=2097152
            gateway.bufferMemoryMaxBytes=0
            gateway.frameTimeoutMs=10000
            gateway.jsonDepthMax=64
            gateway.registrationsMax=256
            gateway.errorsPerSecondMax=1000
            gateway.pendingRepliesMax=1024
            gateway.pendingMaxBytes=67108864
            gateway.replyTimeoutMs=30000
            gateway.outboundMaxBytes=4194304
            gateway.overflow=pause
            gateway.idleTimeoutMs=600000
            gateway.drainTimeoutMs=5000
            gateway.tls.certificate=""
            gateway.tls.key=""
            gateway.tls.ca=""
            gateway.tls.handshakeTimeoutMs=5000
            admin.enabled=false
            admin.host=127.0.0.1
            admin.port=8080
            admin.token=********
            admin.tokenFile=""
            admin.connectionsMax=64
            admin.requestsPerSecondMax=1000
            admin.idleTimeoutMs=30000
            admin.tls.certificate=""
            admin.tls.key=""
            admin.tls.ca=""
            admin.tls.handshakeTimeoutMs=5000
            tracing.endpoint=""
            tracing.ca=""
            tracing.samplesPerMillion=1000000
            tracing.service=echobus
            runtime.transport=auto
            runtime.eventLoops=0
            runtime.configScanMs=5000
            runtime.classPath=""
            runtime.verticleStartTimeoutMs=30000
            runtime.verticleStopTimeoutMs=5000
            log.level=info
            log.format=text
            log.connections=abnormal
            log.summaryIntervalMs=60000
            log.payloads=false
            log.payloadMaxBytes=256
            log.repeatsPerSecondMax=100
            """;

    @Test
    void everyDefaultIsTheOnePinnedHere() {
        var values = SettingsModel.ECHOBUS.values(EchobusConfig.defaults());

        var lines = SettingsModel.ECHOBUS.settings().stream()
                .map(setting -> setting.path() + "=" + setting.show(values.get(setting.path())) + "\n");
        assertThat(lines.collect(Collectors.joining())).isEqualTo(DEFAULTS);
    }

    @Test
    void commentedFileRepeatsEveryDefaultWithItsDescription() throws IOException {
        GeneratedFile.assertHolds(CONFIG_FILE, commentedFile());
    }

    private static String commentedFile() {
        var sections = Arrays.stream(EchobusConfig.class.getRecordComponents())
                .filter(section -> !section.isAnnotationPresent(NamedSections.class))
                .map(section -> "  \"" + section.getName() + "\": {\n" + settings(section.getName() + ".") + "\n  }");
        return "// Every setting with its default. A file of your own needs only those that differ.\n{\n"
                + sections.collect(Collectors.joining(",\n\n"))
                + ",\n\n  // More listeners, each by a name: {\"public\": {\"url\": \"tcp://0.0.0.0:9443\"}}\n"
                + "  \"listeners\": {}\n}\n";
    }

    private static String settings(String section) {
        var inner = SettingsModel.ECHOBUS.sections().stream()
                .filter(path -> path.startsWith(section))
                .map(path -> ",\n    \"" + path.substring(section.length()) + "\": "
                        + (isFamily(path)
                                ? "{}"
                                : "{\n" + settings(path + ".").indent(2).stripTrailing() + "\n    }"))
                .collect(Collectors.joining());
        return ownSettings(section) + inner;
    }

    /** By itself there are no sections of it. */
    private static boolean isFamily(String path) {
        return SettingsModel.ECHOBUS.families().stream()
                .anyMatch(family -> family.path().equals(path));
    }

    private static String ownSettings(String section) {
        return SettingsModel.ECHOBUS.settings().stream()
                .filter(setting ->
                        setting.path().startsWith(section) && setting.path().indexOf('.', section.length()) < 0)
                .map(setting -> "    // %s\n    \"%s\": %s"
                        .formatted(setting.facts().doc(), setting.path().substring(section.length()), json(setting)))
                .collect(Collectors.joining(",\n"));
    }

    private static String json(SettingDefinition setting) {
        var text = setting.facts().byDefault();
        if (setting.type() instanceof ValueType.ListOf) {
            assertThat(text).isEmpty();
            return "[]";
        }
        return setting.type() instanceof ValueType.WholeNumber || setting.type() instanceof ValueType.Truth
                ? text
                : "\"" + text + "\"";
    }
}
