package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each time that a connection is not read from is counted, by what keeps the server from it. */
@Timeout(60)
class PausesTest {

    private static Map<String, Long> pauses(ServerUnderTest server) {
        return server.stats.of(server.listeners().get(0)).snapshot().detail().pauses();
    }

    private static void assertOnly(String cause, ServerUnderTest server) {
        Await.until("a pause by " + cause, () -> pauses(server).get(cause) > 0);
        assertThat(pauses(server))
                .containsOnlyKeys("unsent", "responder", "rate")
                .allSatisfy((each, times) -> assertThat(times > 0).as(each).isEqualTo(each.equals(cause)));
    }

    @Test
    void ofAPeerThatLeavesItsRepliesUnread() {
        try (var server = ServerUnderTest.start();
                var client = Client.withSmallBuffers(server.port())) {
            client.sendAllInBackground(new byte[32 << 20]);
            assertOnly("unsent", server);
        }
    }

    @Test
    void ofAMessageMoreThanTheBusMayHaveAtOnce() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line", "server.responder=bus", "server.responderInFlightMax=1");
                var client = server.connect()) {
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {});
            client.send("one\ntwo\n".getBytes(StandardCharsets.US_ASCII));
            assertOnly("responder", server);
        }
    }

    @Test
    void ofMoreMessagesThanItsRateAllows() {
        try (var server = ServerUnderTest.start("server.framing=line", "server.connectionMessagesPerSecondMax=1");
                var client = server.connect()) {
            client.send("x\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
            assertOnly("rate", server);
        }
    }
}
