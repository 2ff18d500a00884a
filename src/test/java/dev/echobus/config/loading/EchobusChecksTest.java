package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.Endpoint;
import dev.echobus.config.MemberAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings must hold together, on both sides of each line. */
class EchobusChecksTest extends LoaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "server.writeBufferLowBytes=10; server.writeBufferHighBytes=10",
                "client.reconnectMinMs=10; client.reconnectMaxMs=10",
                "cluster.heartbeatIntervalMs=1999; cluster.heartbeatTimeoutMs=2000",
                "cluster.enabled=true; client.messageMaxBytes=4128768",
                "cluster.enabled=false; client.messageMaxBytes=4128769",
                "server.lengthFieldBytes=1; client.lengthFieldBytes=2",
                "cluster.port=65534; cluster.busPort=0",
                "cluster.port=65535; cluster.busPort=65534",
                "cluster.port=0; cluster.busPort=0",
                "server.framing=line; client.framing=line",
                "client.enabled=false; server.framing=line",
                "client.servers=127.0.0.1:9998; server.framing=line",
                "client.servers=127.0.0.1:9998; server.prefix=x",
                "client.enabled=false; server.prefix=x",
                "client.enabled=false; server.responder=bus",
                "server.stamp=true; server.framing=length",
                "server.stamp=false; server.framing=line",
            })
    void settingsThatFitAreLoaded(String first, String second) {
        assertThat(sources.set(first).set(second).load()).isInstanceOf(LoadedConfig.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "server.writeBufferLowBytes=11; server.writeBufferHighBytes=10;"
                        + "server.writeBufferLowBytes: expected at most server.writeBufferHighBytes 10 (--set),"
                        + " found 11 (--set)",
                "server.writeBufferHighBytes=32767; log.level=info;"
                        + "server.writeBufferLowBytes: expected at most server.writeBufferHighBytes 32767 (--set),"
                        + " found 32768 (default)",
                "client.reconnectMinMs=11; client.reconnectMaxMs=10;"
                        + "client.reconnectMinMs: expected at most client.reconnectMaxMs 10 (--set),"
                        + " found 11 (--set)",
                "cluster.heartbeatIntervalMs=2000; cluster.heartbeatTimeoutMs=2000; cluster.heartbeatIntervalMs: expected"
                        + " less than cluster.heartbeatTimeoutMs 2000 (--set), found 2000 (--set)",
                "cluster.enabled=true; client.messageMaxBytes=4128769; cluster.messageMaxBytes: expected at least"
                        + " client.messageMaxBytes 4128769 (--set) and 65536 for address and headers, found 4194304"
                        + " (default)",
                "cluster.enabled=true; server.messageMaxBytes=4128769; cluster.messageMaxBytes: expected at least"
                        + " server.messageMaxBytes 4128769 (--set) and 65536 for address and headers, found 4194304"
                        + " (default)",
                "server.lengthFieldBytes=3; client.lengthFieldBytes=4;"
                        + "server.lengthFieldBytes: expected 1, 2 or 4, found 3 (--set)",
                "server.lengthFieldBytes=4; client.lengthFieldBytes=3;"
                        + "client.lengthFieldBytes: expected 1, 2 or 4, found 3 (--set)",
            })
    void settingsThatDoNotFitAreTold(String first, String second, String problem) {
        assertThat(sources.set(first).set(second).problems()).containsExactly(problem);
    }

    @Test
    void thePrefixMayNotEndAMessageInLineFraming() {
        sources.set("client.enabled=false").set("server.prefix=a\nb");
        assertThat(sources.load()).isInstanceOf(LoadedConfig.class);

        assertThat(sources.set("server.framing=line").problems())
                .containsExactly("server.prefix: expected no line feed, as it ends a message in line framing,"
                        + " found \"a\\nb\" (--set)");
    }

    @Test
    void thePrefixLeavesRoomForAMessageInLengthFraming() {
        sources.set("client.enabled=false").set("server.framing=length").set("server.lengthFieldBytes=1");
        assertThat(sources.set("server.prefix=" + "é".repeat(127)).load()).isInstanceOf(LoadedConfig.class);

        assertThat(sources.set("server.prefix=" + "é".repeat(127) + "x").problems())
                .containsExactly("server.prefix: expected fewer than 255 bytes, the most that server.lengthFieldBytes 1"
                        + " (--set) can tell, found \"" + "é".repeat(80) + "…\" of 128 characters (--set)");
    }

    @Test
    void stampsNeedALengthWithABitToSpare() {
        sources.set("server.stamp=true");
        assertThat(sources.problems())
                .containsExactly("server.stamp: expected false, or server.framing length with 4 lengthFieldBytes beside"
                        + " it, found true (--set)");

        sources.set("server.framing=length").set("server.lengthFieldBytes=2");
        assertThat(sources.problems()).singleElement().asString().startsWith("server.stamp: expected false, or ");

        sources.set("server.lengthFieldBytes=4").set("listeners.side.url=a:1");
        assertThat(sources.loaded().allListeners()).allMatch(listener -> listener.isStamped());

        sources.set("listeners.side.framing=raw");
        assertThat(sources.problems())
                .containsExactly("listeners.side.stamp: expected false, or listeners.side.framing length with 4"
                        + " lengthFieldBytes beside it, found true (server.stamp)");
        assertThat(sources.set("listeners.side.stamp=false")
                        .loaded()
                        .allListeners()
                        .get(1)
                        .isStamped())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:1", "a.b-c_d:65535", "127.0.0.1:5701", "[::1]:5701", "[fe80::1%eth0]:1", "tcp://a:1"})
    void membersAreHostsWithPorts(String member) {
        assertThat(sources.set("cluster.members=" + member).loaded().cluster().members())
                .containsExactly(MemberAddress.of((Endpoint) Endpoint.read(member)));
    }

    @Test
    void aNameMayStandForAllMembers() {
        assertThat(sources.set("cluster.members=dns://Echobus-members.prod:5701,DNS://b:1")
                        .loaded()
                        .cluster()
                        .members())
                .containsExactly(
                        new MemberAddress(Endpoint.tcp("Echobus-members.prod", 5701), true),
                        new MemberAddress(Endpoint.tcp("b", 1), true))
                .extracting(MemberAddress::toString)
                .containsExactly("dns://Echobus-members.prod:5701", "dns://b:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dns://a", "dns://10.0.0.1:5701", "dns://[::1]:5701", "dns://:1", "srv://a:1", "dns://tcp://a:1"
            })
    void aNameForAllMembersIsANameWithAPort(String member) {
        assertThat(sources.set("cluster.members=" + member).problems())
                .containsExactly("cluster.members: expected host:port, tcp://host:port or [IPv6]:port, or"
                        + " dns://name:port for all addresses of a name, with a port of 1..65535, found \"" + member
                        + "\" (--set)");
    }

    @Test
    void theClientsServersAreHostsWithPortsToo() {
        assertThat(sources.set("client.servers=echo.example:9999, [::1]:9998")
                        .loaded()
                        .client()
                        .servers())
                .containsExactly(Endpoint.tcp("echo.example", 9999), Endpoint.tcp("::1", 9998));
        assertThat(sources.clear().set("client.servers=echo.example").problems())
                .containsExactly("client.servers: expected host:port, tcp://host:port or [IPv6]:port with a port of"
                        + " 1..65535, found \"echo.example\" (--set)");
    }

    @Test
    void theClientHasSixtyFourServersAtTheMost() {
        String most = IntStream.rangeClosed(1, 64).mapToObj(i -> "a:" + i).collect(Collectors.joining(","));
        assertThat(sources.set("client.servers=" + most).loaded().client().servers())
                .hasSize(64);
        assertThat(sources.clear().set("client.servers=" + most + ",b:1").problems())
                .singleElement()
                .asString()
                .startsWith("client.servers: expected at most 64 servers, found ");
    }

    @Test
    void anythingElseIsNoMember() {
        assertThat(sources.set("cluster.members=ok:1,a:0").problems())
                .containsExactly("cluster.members: expected host:port, tcp://host:port or [IPv6]:port, or"
                        + " dns://name:port for all addresses of a name, with a port of 1..65535, found \"a:0\""
                        + " (--set)");
    }

    @Test
    void networksAreToldOneByOne() {
        assertThat(sources.set("admission.denyNetworks=10.0.0.0/8,10.0.0.1/33").problems())
                .containsExactly("admission.denyNetworks: expected an IP address, or a network such as 10.0.0.0/8 or"
                        + " 2001:db8::/32, found \"10.0.0.1/33\" (--set)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.host", "cluster.host"})
    void hostsAreNamesOrAddresses(String path) {
        assertThat(sources.set(path + "=[::1]").load()).isInstanceOf(LoadedConfig.class);
        assertThat(sources.clear().set(path + "=tcp://a").problems())
                .containsExactly(path + ": expected a host's name or an IP address, found \"tcp://a\" (--set)");
    }

    @Test
    void theCaOfACollectorIsForOneThatSpeaksTls() {
        for (String endpoint : new String[] {"", "http://a:4318"}) {
            assertThat(sources.clear()
                            .set("tracing.ca=ca.pem")
                            .set("tracing.endpoint=" + endpoint)
                            .problems())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "tracing.ca: expected none without an https:// address of a collector, found \"ca.pem\"");
        }
        assertThat(sources.clear()
                        .set("tracing.ca=ca.pem")
                        .set("tracing.endpoint=https://a")
                        .loaded()
                        .tracing()
                        .ca())
                .isEqualTo("ca.pem");
    }

    @Test
    void aSecretStandsInOnePlaceAndIsNeverShown() {
        assertThat(sources.set("cluster.secret=short").problems())
                .containsExactly("cluster.secret: expected text of 16 to 1024 characters, or empty for none, found"
                        + " ******** (--set)");
        sources.clear().set("cluster.secret=" + "s".repeat(16)).set("cluster.secretFile=file");
        assertThat(sources.problems())
                .containsExactly("cluster.secretFile: expected none beside cluster.secret, found \"file\" (--set)");
        assertThat(sources.clear().set("cluster.secret=" + "s".repeat(1024)).loaded())
                .asString()
                .doesNotContain("ssss");
    }

    @Test
    void nothingIsSaidOfSettingsWhoseOwnValueWasRefused() {
        sources.set("client.reconnectMinMs=3000")
                .set("client.reconnectMaxMs=many")
                .set("server.framing=lines");
        sources.set("client.framing=line");

        assertThat(sources.problems())
                .containsExactly(
                        "client.reconnectMaxMs: expected 1..600000, found \"many\" (--set)",
                        "server.framing: expected raw, line or length, found \"lines\" (--set)");
    }
}
