package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What listens on one port of one address is told before a node fails to start. */
class PortChecksTest extends LoaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cluster.port=9999; cluster.port: expected another port than 9999 of server.port 9999 (default),"
                        + " found 9999 (--set)",
                "cluster.busPort=9999; cluster.busPort: expected another port than 9999 of server.port 9999 (default),"
                        + " found 9999 (--set)",
                "cluster.port=9998; cluster.busPort: expected another port than 9999 of server.port 9999 (default), as"
                        + " it is the port after cluster.port 9998 (--set), found 0 (default)",
                "cluster.busPort=5701; cluster.busPort: expected another port than 5701 of cluster.port 5701 (default),"
                        + " found 5701 (--set)",
                "server.port=5702; cluster.busPort: expected another port than 5702 of server.port 5702 (--set), as it"
                        + " is the port after cluster.port 5701 (default), found 0 (default)",
                "cluster.port=65535; cluster.busPort: expected a port, as there is none after cluster.port 65535 (--set),"
                        + " found 0 (default)",
                "listeners.a.url=tcp://127.0.0.1:9999; listeners.a.url: expected another port than 9999 of server.port"
                        + " 9999 (default), found tcp://127.0.0.1:9999 (--set)",
                "listeners.a.url=localhost:5701; cluster.port: expected another port than 5701 of listeners.a.url"
                        + " tcp://localhost:5701 (--set), found 5701 (default)"
            })
    void aPortTakenTwiceIsRefused(String setting, String problem) {
        assertThat(sources.set("cluster.enabled=true").set(setting).problems()).containsExactly(problem);
    }

    @Test
    void listenersClashWithEachOther() {
        sources.set("listeners.a.url=tcp://[::1]:80").set("listeners.b.url=tcp://[0:0:0:0:0:0:0:1]:80");

        assertThat(sources.problems())
                .containsExactly("listeners.b.url: expected another port than 80 of listeners.a.url tcp://[::1]:80"
                        + " (--set), found tcp://[0:0:0:0:0:0:0:1]:80 (--set)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cluster.enabled=false; cluster.port=9999; log.level=info",
                "cluster.enabled=true; server.host=127.0.0.2; cluster.port=9999",
                "cluster.enabled=true; server.port=0; cluster.port=0",
                "cluster.enabled=true; cluster.port=9997; log.level=info",
                "cluster.enabled=true; cluster.port=65535; cluster.busPort=65534",
                "listeners.a.url=tcp://127.0.0.1:80; listeners.b.url=tcp://127.0.0.2:80; log.level=info",
                "listeners.a.url=tcp://127.0.0.1:0; listeners.b.url=tcp://127.0.0.1:0; log.level=info"
            })
    void portsOfOtherAddressesAndFreeOnesAreAllowed(String first, String second, String third) {
        assertThat(sources.set(first).set(second).set(third).load()).isInstanceOf(LoadedConfig.class);
    }
}
