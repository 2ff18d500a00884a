package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.TestConfigs;
import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.LoadedConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A whole node under reloads, as the bus sees it. */
class ReloadTest {

    @Test
    void theNodeGoesOnTellingWhatItRunsNotWhatItWillAfterARestart() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of("server.port=0", "server.framing=line", "server.drainQuietMs=0"))
                .await(30, TimeUnit.SECONDS);
        try {
            var before = info(node);
            node.reload(loaded(TestConfigs.of(
                    "server.port=1", "server.host=127.0.0.9", "server.framing=length", "server.responder=bus")));

            var after = info(node);
            assertThat(after.getJsonArray("listeners")).isEqualTo(before.getJsonArray("listeners"));
            var echo = after.getJsonArray("listeners").getJsonObject(0);
            assertThat(echo.getString("framing")).isEqualTo("line");
            assertThat(echo.getString("responder")).isEqualTo("echo");
            assertThat(node.vertx()
                            .eventBus()
                            .request(Addresses.CLIENT_ECHO, "over TCP")
                            .await(30, TimeUnit.SECONDS)
                            .body())
                    .hasToString("over TCP");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theAdminPortTellsWhatWaitsForARestartAndWhereEachValueInForceCameFrom() throws Exception {
        try (var admin = AdminUnderTest.start()) {
            var before = setting(admin, "server.port");
            assertThat(before.containsKey("afterRestart")).isFalse();
            admin.node.reload(ConfigLoader.of(
                    Stream.of("server.port=1", "log.level=debug", "admin.token=another-secret-of-some-length")
                            .map(Assignment::set)
                            .toList()));

            assertThat(setting(admin, "server.port")).isEqualTo(before.copy().put("afterRestart", "1"));
            assertThat(setting(admin, "admin.token").getString("afterRestart")).isEqualTo("********");
            assertThat(setting(admin, "log.level").getMap())
                    .containsEntry("value", "debug")
                    .containsEntry("source", "--set")
                    .doesNotContainKey("afterRestart");

            assertThat(admin.post("/log-level", "{\"level\":\"info\"}").status())
                    .isEqualTo(200);
            assertThat(setting(admin, "log.level").getString("source")).isEqualTo("admin");
            assertThat(setting(admin, "server.port").getString("afterRestart")).isEqualTo("1");
        }
    }

    private static JsonObject setting(AdminUnderTest admin, String path) {
        return admin.get("/config").json().getJsonArray("settings").stream()
                .map(row -> (JsonObject) row)
                .filter(row -> row.getString("path").equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static LoadedConfig<EchobusConfig> loaded(EchobusConfig config) {
        return new LoadedConfig<>(config, List.of());
    }

    private static JsonObject info(Echobus node) throws Exception {
        return node.vertx()
                .eventBus()
                .<JsonObject>request(Addresses.SERVICE_INFO, null)
                .await(30, TimeUnit.SECONDS)
                .body();
    }
}
