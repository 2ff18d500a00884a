package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.EchobusConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kubernetes puts into a pod's environment beside what its owner put there. */
class EnvironmentVariablesTest extends LoaderTest {

    @ParameterizedTest
    @CsvSource({
        "ECHOBUS_SERVICE_HOST,                    10.0.0.1",
        "ECHOBUS_SERVICE_PORT,                    9999",
        "ECHOBUS_SERVICE_PORT_ECHO,               9999",
        "ECHOBUS_PORT,                            tcp://10.0.0.1:9999",
        "ECHOBUS_PORT_9999_TCP,                   tcp://10.0.0.1:9999",
        "ECHOBUS_PORT_9999_TCP_PROTO,             tcp",
        "ECHOBUS_PORT_9999_TCP_PORT,              9999",
        "ECHOBUS_PORT_9999_TCP_ADDR,              10.0.0.1",
        "ECHOBUS_PORT_53_UDP,                     udp://10.0.0.1:53",
        "ECHOBUS_BLUE_2_PORT,                     tcp://10.0.0.1:9999",
        "ECHOBUS_CONFIG_SERVICE_HOST,             10.0.0.1",
        "ECHOBUS_SERVER_PORT_9999_TCP_ADDR,       10.0.0.1",
    })
    void linksToServicesAreIgnored(String name, String value) {
        assertThat(sources.variable(name, value).loaded()).isEqualTo(EchobusConfig.defaults());
    }

    @Test
    void aLinkThatHasTheNameOfASettingNamesTheRemedy() {
        sources.variable("ECHOBUS_SERVER_PORT", "tcp://10.0.0.1:9999");

        assertThat(sources.problems())
                .containsExactly(
                        "server.port: expected 0..65535, found \"tcp://10.0.0.1:9999\", as Kubernetes sets it for"
                                + " a Service of that name: put enableServiceLinks: false in the pod's spec"
                                + " (ECHOBUS_SERVER_PORT)");
    }

    @Test
    void aMistypedPortIsNotTakenForALink() {
        sources.variable("ECHOBUS_SERVR_PORT", "80").variable("ECHOBUS_SERVER_TIMEOUT", "1");

        assertThat(sources.problems())
                .containsExactly(
                        "ECHOBUS_SERVER_TIMEOUT: unknown variable (environment)",
                        "ECHOBUS_SERVR_PORT: unknown variable, did you mean ECHOBUS_SERVER_PORT? (environment)");
    }

    @Test
    void variablesOfOthersAreNotLookedAt() {
        sources.variable("ECHO_SERVER_PORT", "80").variable("PATH", "/bin").variable("VERTX_CONFIG_PATH", "none.json");

        assertThat(sources.loaded()).isEqualTo(EchobusConfig.defaults());
    }

    @Test
    void theGatewayOfTheCommandsIsNoSetting() {
        assertThat(sources.variable("ECHOBUS_GATEWAY", "tcp://127.0.0.1:7000").loaded())
                .isEqualTo(EchobusConfig.defaults());
    }

    @Test
    void theVariableOfTheFilesHasANeighbourhoodToo() {
        assertThat(sources.variable("ECHOBUS_CONFG", "a.json").problems())
                .containsExactly("ECHOBUS_CONFG: unknown variable, did you mean ECHOBUS_CONFIG? (environment)");
    }
}
