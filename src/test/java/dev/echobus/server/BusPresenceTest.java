package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.FailureCode;
import dev.echobus.metric.ListenerSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the bus sees of connections, and what it can write to them. */
class BusPresenceTest {

    @Test
    void eventsTellWhoCameAndWhatWentThrough() {
        try (var server = ServerUnderTest.start("server.framing=line", "server.prefix=> ");
                var client = server.connect()) {
            JsonObject opened = server.event("opened");
            client.send("a\nbc\n").closeOutput();
            assertThat(client.readToEnd()).isEqualTo("> a\n> bc\n");
            JsonObject closed = server.event("closed");

            assertThat(opened.getString("connection")).isEqualTo("node1-1");
            assertThat(opened.getString("remote")).isEqualTo(client.localAddress());
            assertThat(opened.getString("node")).isEqualTo("node1");
            assertThat(opened.getString("listener")).isEqualTo("echo");
            assertThat(opened.getString("code")).isEmpty();
            assertThat(opened.getString("reason")).isEmpty();
            assertThat(closed.getString("code")).isEqualTo("CLOSED_BY_PEER");
            assertThat(closed.getString("reason")).isEqualTo("closed by the peer");
            assertThat(closed.getString("connection")).isEqualTo("node1-1");
            assertThat(closed.getLong("bytesIn")).isEqualTo(5);
            assertThat(closed.getLong("bytesOut")).isEqualTo(9);
            assertThat(closed.getLong("messages")).isEqualTo(2);
            Await.until("the totals", () -> server.total("connectionsOpen") == 0);
            assertThat(server.ended(CloseCode.CLOSED_BY_PEER)).isOne();
            var numbers = server.stats.snapshot().listeners();
            assertThat(numbers).containsOnlyKeys("echo");
            var echo = numbers.get("echo");
            assertThat(echo).isEqualTo(new ListenerSnapshot(0, 1, 0, 0, 0, 0, 0, 5, 9, 2, echo.detail()));
            assertThat(echo.detail().closed()).containsEntry("CLOSED_BY_PEER", 1L);
            assertThat(echo.detail().serviceTime().count()).isEqualTo(2);
        }
    }

    @Test
    void aMessageIsPublishedWhenAskedFor() throws Exception {
        try (var server = ServerUnderTest.start("server.framing=line", "server.messageEvents=true")) {
            var published = new LinkedBlockingQueue<Message<Buffer>>();
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_MESSAGE, published::add);
            try (var client = server.connect()) {
                assertThat(client.send("hello\n").read(6)).isEqualTo("hello\n");
                Message<Buffer> message = published.poll(30, TimeUnit.SECONDS);
                assertThat(message.body()).hasToString("hello");
                assertThat(message.headers().get(Addresses.CONNECTION_HEADER)).isEqualTo("node1-1");
                assertThat(message.headers().get(Addresses.REMOTE_HEADER)).isEqualTo(client.localAddress());
                assertThat(message.headers().get(Addresses.NODE_HEADER)).isEqualTo("node1");
                assertThat(message.headers().get(Addresses.LISTENER_HEADER)).isEqualTo("echo");
            }
        }
    }

    @Test
    void theAddressOfAConnectionWritesToIt() {
        try (var server = ServerUnderTest.start();
                var client = server.connect();
                var other = server.connect()) {
            String address = Addresses.connection(server.event("opened").getString("connection"));
            server.vertx.eventBus().send(address, "text");
            assertThat(client.read(4)).isEqualTo("text");
            Message<JsonObject> reply = Await.result(server.vertx.eventBus().request(address, Buffer.buffer("bytes")));
            assertThat(reply.body()).isEqualTo(new JsonObject().put("bytes", 5));
            assertThat(client.read(5)).isEqualTo("bytes");
            assertThat(other.closeOutput().readToEnd()).isEmpty();
        }
    }

    @Test
    void aBodyWithoutBytesIsRefused() {
        try (var server = ServerUnderTest.start();
                var client = server.connect()) {
            String address = Addresses.connection(server.event("opened").getString("connection"));
            assertThatThrownBy(() -> Await.result(server.vertx.eventBus().request(address, 42)))
                    .isInstanceOfSatisfying(ReplyException.class, failure -> {
                        assertThat(failure.failureCode()).isEqualTo(FailureCode.INVALID_MESSAGE.number());
                        assertThat(failure).hasMessageStartingWith("INVALID_MESSAGE: ");
                    });
            assertThat(client.send("still here").read(10)).isEqualTo("still here");
        }
    }

    @Test
    void nobodyIsAtTheAddressOfAClosedConnection() {
        try (var server = ServerUnderTest.start()) {
            server.connect().close();
            String address = Addresses.connection(server.event("opened").getString("connection"));
            server.event("closed");
            assertThatThrownBy(() -> Await.result(server.vertx.eventBus().request(address, "late")))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageContaining("No handlers");
        }
    }

    @Test
    void aBroadcastReachesEveryConnectionOfEveryInstance() {
        List<Client> clients = new ArrayList<>();
        try (var server = ServerUnderTest.start(2)) {
            for (int i = 0; i < 20; i++) {
                clients.add(server.connect());
                server.event("opened");
            }
            server.vertx.eventBus().publish(Addresses.BROADCAST, 42);
            server.vertx.eventBus().publish(Addresses.BROADCAST, Buffer.buffer("to all"));
            server.vertx.eventBus().publish(Addresses.BROADCAST, " of you");
            for (Client client : clients) {
                assertThat(client.read(13)).isEqualTo("to all of you");
                client.close();
            }
        }
    }
}
