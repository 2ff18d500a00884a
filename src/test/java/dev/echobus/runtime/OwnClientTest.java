package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.config.TestConfigs;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The node's own client reaches the node's own server, whichever address that listens on. */
class OwnClientTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, tcp://127.0.0.1:",
        "127.0.0.2, tcp://127.0.0.2:",
        "0.0.0.0,   tcp://0.0.0.0:",
        "::1,       tcp://[::1]:",
        "[::1],     tcp://[::1]:",
        "::,        tcp://[::]:",
        "localhost, tcp://localhost:"
    })
    void aBusRequestMakesItsRoundTrip(String host, String url) throws Exception {
        Echobus node = Echobus.start(TestConfigs.of("server.port=0", "server.host=" + host, "server.drainQuietMs=0"))
                .await(30, TimeUnit.SECONDS);
        try {
            assertThat(node.vertx()
                            .eventBus()
                            .request(Addresses.CLIENT_ECHO, "over TCP")
                            .await(30, TimeUnit.SECONDS)
                            .body())
                    .hasToString("over TCP");
            assertThat(node.listeners())
                    .singleElement()
                    .satisfies(listener ->
                            assertThat(listener.endpoint().toString()).startsWith(url));
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }
}
