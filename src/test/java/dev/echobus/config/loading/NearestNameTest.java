package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.SettingsModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "server.prot,             server.port",
        "sever.port,              server.port",
        "server.Port,             server.port",
        "server.idle_timeout_ms,  server.idleTimeoutMs",
        "server.idleTimeout,      server.idleTimeoutMs",
        "server.writeBufferHigh,  server.writeBufferHighBytes",
        "client.severs,           client.servers",
        "port,                    server.port",
        "prefx,                   server.prefix",
        "heartbeatTimeoutMs,      cluster.heartbeatTimeoutMs",
    })
    void usualSlipsFindTheNameThatWasMeant(String unknown, String meant) {
        assertThat(NearestName.of(unknown, SettingsModel.ECHOBUS.paths())).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "server.foo", "database.url", "colour"})
    void aNameLikeNoneFindsNothing(String unknown) {
        assertThat(NearestName.of(unknown, SettingsModel.ECHOBUS.paths())).isEmpty();
    }

    @Test
    void twoLettersApartIsNearAndThreeIsNot() {
        assertThat(NearestName.of("abcdxx", List.of("abcdef"))).contains("abcdef");
        assertThat(NearestName.of("abcxxx", List.of("abcdef"))).isEmpty();
    }

    @Test
    void anEndlessNameCostsNothing() {
        assertThat(NearestName.of("x".repeat(1_000_000), SettingsModel.ECHOBUS.paths()))
                .isEmpty();
    }
}
