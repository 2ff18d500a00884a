package dev.echobus.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.Secret;
import dev.echobus.config.TestConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By whom an address of the bus is asked through the gateway. */
class GatewayKeyTest {

    private static final String ADDRESS = "echobus.client.echo";
    private static final String FIRST = "the-token-of-the-first";
    private static final String SECOND = "the-token-of-the-second";

    @TempDir
    private Path directory;

    @Test
    void whatIsOpenToEverybodyTakesNoToken() throws IOException {
        assertThat(GatewayKey.to(ADDRESS, gateway("rules.all.address=echobus.client.*", "rules.all.send=true")))
                .contains(new GatewayKey("anonymous", Secret.NONE));
    }

    @Test
    void theFirstTokenIsTakenThatMay() throws IOException {
        assertThat(GatewayKey.to(
                        ADDRESS,
                        gateway(
                                "rules.none.identity=first",
                                "rules.none.address=" + ADDRESS,
                                "rules.none.publish=true",
                                "rules.echo.identity=second",
                                "rules.echo.address=" + ADDRESS,
                                "rules.echo.send=true")))
                .contains(new GatewayKey("second", new Secret(SECOND)));
    }

    @Test
    void withoutARuleThereIsNone() throws IOException {
        assertThat(GatewayKey.to(ADDRESS, gateway("rules.all.address=other.address", "rules.all.send=true")))
                .isEmpty();
    }

    @Test
    void aTokenMayStandInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), SECOND + "\n");
        String[] rule = {
            "tokens.third.file=" + file, "rules.echo.identity=third", "rules.echo.address=**", "rules.echo.send=true"
        };
        assertThat(GatewayKey.to(ADDRESS, gateway(rule))).contains(new GatewayKey("third", new Secret(SECOND)));
        Files.delete(file);
        assertThatThrownBy(() -> GatewayKey.to(ADDRESS, gateway(rule)))
                .isInstanceOf(IOException.class)
                .hasMessage("gateway.tokens.third.file: " + file + ": cannot be read: NoSuchFileException");
    }

    private static GatewayConfig gateway(String... settings) {
        var all = Stream.concat(
                Stream.of("tokens.first.token=" + FIRST, "tokens.second.token=" + SECOND), Stream.of(settings));
        return TestConfigs.of(all.map(setting -> "gateway." + setting).toArray(String[]::new))
                .gateway();
    }
}
