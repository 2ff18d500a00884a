package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.SettingsModel;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the way of a member's start is told by the setting that mends it. */
class ClusterPortsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1| none",
                "::1| none",
                "nobody.invalid| cluster.host: no address found for nobody.invalid",
                "192.0.2.1| cluster.host: 192.0.2.1 is no address of a network interface here",
                "127.0.0.2| cluster.host: 127.0.0.2 is no address of a network interface here",
                "0.0.0.0| cluster.host: expected the one address that the other members reach this node at, found 0.0.0.0",
                "::| cluster.host: expected the one address that the other members reach this node at, found ::"
            })
    void theHostIsOneOfThisMachinesAddresses(String host, String objection) {
        assertThat(objection(host, 0, 0)).isEqualTo(objection);
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThat(objection("127.0.0.1", port, 0))
                    .startsWith("cannot listen on 127.0.0.1:" + port + " (membership");
            assertThat(objection("127.0.0.1", 0, port)).startsWith("cannot listen on 127.0.0.1:" + port + " (bus port");
        }
    }

    private static String objection(String host, int port, int busPort) {
        var values = SettingsModel.ECHOBUS.defaults();
        values.put("cluster.host", host);
        values.put("cluster.port", port);
        values.put("cluster.busPort", busPort);
        return ClusterPorts.objection(SettingsModel.ECHOBUS.bind(values).cluster())
                .orElse("none");
    }
}
