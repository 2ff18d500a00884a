package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.TestConfigs;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several listeners of one node: what each has of its own, and what all of them share. */
class ListenersTest {

    private static final String FREE = "tcp://127.0.0.1:0";

    @ParameterizedTest
    @EnumSource
    void eachCutsAndAnswersInItsOwnWay(Loop loop) {
        try (var server = ServerUnderTest.start(
                loop,
                "listeners.lines.url=" + FREE,
                "listeners.lines.framing=line",
                "listeners.lines.prefix=> ",
                "listeners.records.url=" + FREE,
                "listeners.records.framing=length",
                "listeners.records.lengthFieldBytes=2")) {
            try (var raw = client(server, "echo");
                    var lines = client(server, "lines");
                    var records = client(server, "records")) {
                assertThat(raw.send("no end of a line").read(16)).isEqualTo("no end of a line");
                assertThat(lines.send("one\ntwo\n").read(12)).isEqualTo("> one\n> two\n");
                byte[] record = {0, 3, 'a', '\n', 'b'};
                assertThat(records.send(record).readBytes(5)).isEqualTo(record);
            }
        }
    }

    /** The instances share one socket a listener, and each listener has another one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachHasAFreePortOfItsOwnWhichItsInstancesShare(int instances) {
        try (var server =
                ServerUnderTest.start(instances, "listeners.a.url=" + FREE, "listeners.b.url=tcp://127.0.0.2:0")) {
            assertThat(server.listeners()).extracting(ListenerConfig::name).containsExactly("echo", "a", "b");
            assertThat(server.listeners())
                    .extracting(listener -> listener.endpoint().port())
                    .doesNotHaveDuplicates()
                    .allMatch(port -> port > 0);
            for (int connection = 0; connection < 2 * instances; connection++) {
                try (var client = client(server, "a")) {
                    assertThat(client.send("a").read(1)).isEqualTo("a");
                }
            }
            Await.until("all of them at a", () -> numbers(server, "a").getLong("connectionsAccepted") == 2 * instances);
        }
    }

    @Test
    void whoeverComesOverTheMaximumIsRefusedAtEachOfThem() {
        try (var server = ServerUnderTest.start("listeners.side.url=" + FREE, "admission.connectionsMax=2");
                var first = client(server, "echo");
                var second = client(server, "side")) {
            assertThat(first.send("1").read(1)).isEqualTo("1");
            assertThat(second.send("2").read(1)).isEqualTo("2");
            assertThat(List.of(server.event("opened"), server.event("opened")))
                    .extracting(event -> event.getString("listener"))
                    .containsExactlyInAnyOrder("echo", "side");
            for (String listener : List.of("echo", "side")) {
                try (var third = client(server, listener)) {
                    assertThat(third.readToEnd()).isEmpty();
                }
                JsonObject refused = server.event("refused");
                assertThat(refused.getString("listener")).isEqualTo(listener);
                assertThat(refused.getString("code")).isEqualTo("CONNECTIONS_MAX");
                assertThat(numbers(server, listener).getLong("connectionsRefused"))
                        .isOne();
            }
            second.closeOutput();
            assertThat(server.event("closed").getString("listener")).isEqualTo("side");
            try (var fourth = client(server, "echo")) {
                assertThat(fourth.send("4").read(1)).isEqualTo("4");
            }
        }
    }

    @Test
    void numbersAreThoseOfEachAndAddUp() {
        try (var server = ServerUnderTest.start("listeners.side.url=" + FREE, "listeners.side.prefix=> ")) {
            try (var echo = client(server, "echo");
                    var side = client(server, "side")) {
                assertThat(echo.send("12345").read(5)).isEqualTo("12345");
                assertThat(side.send("1").read(3)).isEqualTo("> 1");
            }
            Await.until("both closed", () -> server.total("connectionsOpen") == 0);
            assertThat(numbers(server, "echo").getLong("bytesOut")).isEqualTo(5);
            assertThat(numbers(server, "side").getLong("bytesIn")).isEqualTo(1);
            assertThat(numbers(server, "side").getLong("bytesOut")).isEqualTo(3);
            assertThat(server.total("bytesOut")).isEqualTo(8);
            assertThat(server.total("connectionsAccepted")).isEqualTo(2);
        }
    }

    @Test
    void messagesAndRequestsOnTheBusTellTheListener() throws Exception {
        try (var server = ServerUnderTest.start(
                "server.messageEvents=true",
                "listeners.side.url=" + FREE,
                "listeners.side.framing=line",
                "listeners.side.responder=bus")) {
            var published = new LinkedBlockingQueue<Message<Buffer>>();
            var bus = server.vertx.eventBus();
            bus.<Buffer>consumer(Addresses.SERVER_MESSAGE, published::add);
            bus.<Buffer>consumer(
                    Addresses.SERVER_REPLY,
                    request -> request.reply(request.headers().get(Addresses.LISTENER_HEADER)));
            try (var side = client(server, "side");
                    var echo = client(server, "echo")) {
                assertThat(side.send("?\n").read(5)).isEqualTo("side\n");
                assertThat(listenerOf(published.poll(30, TimeUnit.SECONDS))).isEqualTo("side");
                assertThat(echo.send("!").read(1)).isEqualTo("!");
                assertThat(listenerOf(published.poll(30, TimeUnit.SECONDS))).isEqualTo("echo");
            }
        }
    }

    @Test
    void aBroadcastReachesThoseOfAllListenersOnce() {
        try (var server = ServerUnderTest.start(2, "listeners.side.url=" + FREE)) {
            List<Client> clients = new ArrayList<>();
            for (String listener : List.of("echo", "side", "echo", "side")) {
                var client = client(server, listener);
                assertThat(client.send("?").read(1)).isEqualTo("?");
                clients.add(client);
            }
            server.vertx.eventBus().publish(Addresses.BROADCAST, "news");
            for (Client client : clients) {
                assertThat(client.read(4)).isEqualTo("news");
                client.closeOutput();
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    /** Who is cut is chosen among the connections of all: the only one of its listener holds the least of them. */
    @Test
    void memoryIsTakenFromThoseWhoHoldMostWhicheverListenerTheyCameBy() {
        String[] settings = {
            "server.host=127.0.0.1",
            "server.port=0",
            "server.sendBufferBytes=16384",
            "listeners.side.url=" + FREE,
            "listeners.side.framing=line",
            "server.bufferMemoryMaxBytes=1000000000"
        };
        try (var server = ServerUnderTest.start(settings);
                var least = client(server, "side")) {
            least.send("the beginning of a line");
            Await.until("it is held", () -> server.buffers.budget().heldBytes() > 0);
            for (int peer = 0; peer < 4; peer++) {
                Client.withSmallBuffers(server.port()).sendAllInBackground(new byte[4 << 20]);
            }
            Await.settled("what is held", () -> server.buffers.budget().heldBytes());
            long half = server.buffers.budget().heldBytes() / 2;
            settings[settings.length - 1] = "server.bufferMemoryMaxBytes=" + half;
            server.live.reload(TestConfigs.of(settings));

            Await.until("less is held", () -> server.buffers.budget().heldBytes() <= half);
            assertThat(least.send(" and its end\n").read(36)).endsWith("line and its end\n");
            assertThat(numbers(server, "echo").getLong("connectionsCutForMemory"))
                    .isPositive();
            assertThat(numbers(server, "side").getLong("connectionsCutForMemory"))
                    .isZero();
        }
    }

    @Test
    void aDrainStopsAllAtOnceAndLetsThoseOfEachFinish() {
        try (var server = ServerUnderTest.start(
                        2, "listeners.side.url=" + FREE, "server.drainQuietMs=1000", "server.drainTimeoutMs=30000");
                var echo = client(server, "echo");
                var side = client(server, "side")) {
            assertThat(echo.send("1").read(1)).isEqualTo("1");
            assertThat(side.send("2").read(1)).isEqualTo("2");
            var drained = server.undeploy();
            // Both are open for as long as they talk.
            for (int round = 0; round < 10; round++) {
                assertThat(echo.send("1").read(1)).isEqualTo("1");
                assertThat(side.send("2").read(1)).isEqualTo("2");
            }
            assertThat(drained.isComplete()).isFalse();
            assertThat(echo.readToEnd()).isEmpty();
            assertThat(side.readToEnd()).isEmpty();
            Await.result(drained);
            assertThat(server.total("connectionsOpen")).isZero();
            assertThat(server.total("connectionsCut")).isZero();
        }
    }

    private static Client client(ServerUnderTest server, String listener) {
        return Client.to(server.listeners().stream()
                .filter(each -> each.name().equals(listener))
                .findFirst()
                .orElseThrow()
                .endpoint()
                .port());
    }

    private static JsonObject numbers(ServerUnderTest server, String listener) {
        return server.numbers().getJsonObject("listeners").getJsonObject(listener);
    }

    private static String listenerOf(Message<Buffer> message) {
        return message.headers().get(Addresses.LISTENER_HEADER);
    }
}
