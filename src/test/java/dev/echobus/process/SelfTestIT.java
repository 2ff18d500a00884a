package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code selftest} of the built jar finds a node well on each way in, and whom it talks to. */
class SelfTestIT extends SelfTests {

    @Test
    void eachWayOfANodeIsFoundWell() throws IOException, InterruptedException {
        List<String> flags = everyWay();
        try (Program node = serve(flags);
                Program table = selftest(flags);
                Program json = selftest(flags, "--json")) {
            assertThat(table.exitCode()).as(table.out() + table.err()).isZero();
            assertThat(table.err()).isEmpty();
            assertThat(table.out().lines())
                    .hasSize(9)
                    .allMatch(line -> line.startsWith("way ") || line.contains("  ok  "));
            assertThat(row(table, "way")).matches("way +address +result +time +found");
            assertThat(row(table, "echo"))
                    .contains("tcp://127.0.0.1:" + echo)
                    .endsWith("  5 messages, 444 bytes echoed");
            assertThat(row(table, "listeners.line")).endsWith("  6 messages, 65,979 bytes echoed");
            assertThat(row(table, "listeners.length")).endsWith("  7 messages, 697 bytes echoed");
            assertThat(row(table, "listeners.plain")).endsWith("  6 messages, 65,980 bytes echoed");
            assertThat(row(table, "gateway ")).endsWith("  pong, and an echo over the bus as tester");
            assertThat(row(table, "gateway.web"))
                    .contains("ws://127.0.0.1:" + web + "/eventbus")
                    .endsWith("  pong, and an echo over the bus as tester");
            assertThat(row(table, "admin"))
                    .contains("http://127.0.0.1:" + admin)
                    .endsWith("  live and ready");
            assertThat(row(table, "cluster"))
                    .matches("cluster +127\\.0\\.0\\.1:" + member + " +ok .* 1 node answered a ping within .*");

            assertThat(json.exitCode()).isZero();
            var report = new JsonObject(json.out());
            assertThat(report.getInteger("failed")).isZero();
            assertThat(ways(report))
                    .hasSize(8)
                    .allSatisfy(
                            (name, way) -> assertThat(way.getString("result")).isEqualTo("ok"));
            JsonObject first = ways(report).get("echo");
            assertThat(first.getString("address")).isEqualTo("tcp://127.0.0.1:" + echo);
            assertThat(first.getDouble("timeMs")).isPositive();
            assertThat(node.err()).doesNotContain("WARN").doesNotContain("Exception");
        }
    }

    private List<String> everyWay() {
        return flags(
                "server.port=" + echo,
                "server.prefix=> ",
                "listeners.line.url=tcp://127.0.0.1:" + FreePorts.next(),
                "listeners.line.framing=line",
                "listeners.length.url=tcp://127.0.0.1:" + FreePorts.next(),
                "listeners.length.framing=length",
                "listeners.length.lengthFieldBytes=1",
                "listeners.plain.url=tcp://127.0.0.1:" + plain,
                "listeners.plain.prefix=",
                "gateway.enabled=true",
                "gateway.port=" + gateway,
                "gateway.webEnabled=true",
                "gateway.webPort=" + web,
                "gateway.tokens.other.token=not-the-one-that-may",
                "gateway.tokens.tester.token=" + TOKEN,
                "gateway.rules.echo.identity=tester",
                "gateway.rules.echo.address=echobus.client.*",
                "gateway.rules.echo.send=true",
                "client.servers=127.0.0.1:" + plain,
                "admin.enabled=true",
                "admin.port=" + admin,
                "cluster.enabled=true",
                "cluster.port=" + member,
                "cluster.busPort=" + bus);
    }

    /** The certificate is known: it need not name the address by which the node reaches itself. */
    @Test
    void withTlsTheNodesOwnCertificateHasToBeShown() throws Exception {
        var authority = new TestAuthority(directory, "ours");
        Issued own = authority.issue("own", "dns:echo.example");
        var served = tls(own);
        served.add("admin.tls.ca=");
        served.add("gateway.rules.echo.address=echobus.client.echo");
        served.add("gateway.rules.echo.send=true");
        try (Program node = serve(flags(served));
                Program well = selftest(flags(served))) {
            assertThat(well.exitCode()).as(well.out() + well.err()).isZero();
            assertThat(row(well, "gateway "))
                    .contains("tls://127.0.0.1:" + gateway)
                    .endsWith("as anonymous");
            assertThat(row(well, "gateway.web"))
                    .contains("wss://127.0.0.1:" + web)
                    .endsWith("as anonymous");
            assertThat(row(well, "admin"))
                    .contains("https://127.0.0.1:" + admin)
                    .endsWith("live and ready");

            var others = new ArrayList<>(served);
            others.addAll(tls(authority.issue("other", "ip:127.0.0.1")));
            others.add("admin.tls.ca=");
            others.add("gateway.tls.ca=");
            try (Program untrusting = selftest(flags(others))) {
                assertThat(untrusting.exitCode()).isOne();
                assertThat(row(untrusting, "echo")).contains("  ok  ");
                assertThat(row(untrusting, "gateway ")).contains("  failed  ", "certificate");
                assertThat(row(untrusting, "gateway.web"))
                        .contains("  failed  ", "its certificate is not that of gateway.tls.certificate");
                assertThat(row(untrusting, "admin"))
                        .contains("  failed  ", "its certificate is not that of admin.tls.certificate");
            }
            assertThat(node.isAlive()).isTrue();
        }
    }

    private List<String> tls(Issued issued) {
        var settings = new ArrayList<>(issued.settings("gateway.tls"));
        settings.addAll(issued.settings("admin.tls"));
        settings.addAll(List.of(
                "server.port=" + echo,
                "gateway.enabled=true",
                "gateway.port=" + gateway,
                "gateway.webEnabled=true",
                "gateway.webPort=" + web,
                "admin.enabled=true",
                "admin.port=" + admin));
        return settings;
    }
}
