package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import dev.echobus.common.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that are given by a name, which a name server of the test's own resolves. */
@ExtendWith(VertxExtension.class)
class ServerNameTest {

    private TestNameServer names;
    private Vertx clients;

    @BeforeEach
    void start(Vertx vertx) {
        names = new TestNameServer(vertx, "127.0.0.1", "127.0.0.2");
        clients = names.client();
    }

    @AfterEach
    void stop() {
        Outcomes.of(clients.close());
    }

    @Test
    void eachAddressIsAServerAndOneThatIsGoneFinishesWhatItHas(Vertx vertx) {
        Promise<Void> release = Promise.promise();
        Peer stays = Peer.listen(vertx, 0, Peer::echoing);
        int port = stays.address().port();
        var atSecond = new AtomicInteger();
        Peer.listenAt(
                vertx,
                "127.0.0.2",
                port,
                socket -> socket.handler(bytes -> {
                    atSecond.incrementAndGet();
                    release.future().onSuccess(released -> socket.write(bytes));
                }));
        Promise<Void> thirdConnected = Promise.promise();
        Peer.listenAt(vertx, "127.0.0.3", port, socket -> {
            Peer.echoing(socket);
            thirdConnected.tryComplete();
        });
        var client = deploy(100, port);
        Outcomes.await(() -> client.stats.snapshot().serversConnected() == 2);

        List<Future<Buffer>> replies = List.of(client.echo("a", 60_000), client.echo("b", 60_000));
        Outcomes.of(Future.any(replies));
        Outcomes.await(() -> atSecond.get() == 1);
        names.hasAddresses("127.0.0.1", "127.0.0.3");
        Outcomes.of(thirdConnected.future());
        assertThat(Future.all(replies).isComplete()).isFalse();
        release.complete();

        replies.forEach(Outcomes::of);
        Outcomes.await(() -> client.stats.snapshot().serversConnected() == 2);
        assertThat(client.stats.snapshot().servers()).isEqualTo(2);
        assertThat(client.stats.snapshot().serverEjections()).isZero();
    }

    @Test
    void aRequestAtAServerThatIsGoneStillHasItsDeadline(Vertx vertx) {
        names.hasAddresses("127.0.0.2");
        Peer silent = Peer.listenAt(vertx, "127.0.0.2", 0, Peer::silent);
        int port = silent.address().port();
        Peer.listen(vertx, port, Peer::echoing);
        var client = deploy(100, port);
        Outcomes.await(() -> client.stats.snapshot().serversConnected() == 1);

        Future<Buffer> lost = client.echo("lost", 1_500);
        names.hasAddresses("127.0.0.1");
        Outcomes.await(() -> client.stats.snapshot().serversConnected() == 2);

        Outcomes.failure(lost, FailureCode.TIMED_OUT);
        Outcomes.await(() -> client.stats.snapshot().serversConnected() == 1);
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @Test
    void aServerThatFailsHasItsNameLookedUpAnew(Vertx vertx) {
        names.hasAddresses("127.0.0.2");
        Peer moves = Peer.listenAt(vertx, "127.0.0.2", 0, Peer::echoing);
        int port = moves.address().port();
        Peer.listen(vertx, port, Peer::echoing);
        var client = deploy(3_600_000, port);
        assertThat(Outcomes.of(client.echo("before"))).hasToString("before");

        names.hasAddresses("127.0.0.1");
        moves.close();

        assertThat(Outcomes.of(client.echo("after", 60_000).recover(lost -> client.echo("after", 60_000))))
                .hasToString("after");
    }

    @Test
    void withoutAnAddressRequestsFailInTimeUntilThereIsOneWhichStaysKnown(Vertx vertx) {
        names.hasAddresses();
        Peer peer = Peer.listen(vertx, 0, Peer::echoing, NetSocket::close);
        var client = deploy(100, peer.address().port());

        assertThat(Outcomes.failure(client.echo("early", 300), FailureCode.NOT_CONNECTED))
                .contains("no address");
        Future<Buffer> patient = client.echo("patient", 60_000);
        names.hasAddresses("127.0.0.1");
        assertThat(Outcomes.of(patient)).hasToString("patient");

        names.hasAddresses();
        int asked = names.questions.get();
        Outcomes.await(() -> names.questions.get() > asked + 4);
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    private ClientUnderTest deploy(int resolveIntervalMs, int port) {
        var settings = ClientSettings.quick().with("resolveIntervalMs", resolveIntervalMs);
        var servers = new ClientServers(List.of(Endpoint.tcp("echo.example", port)), null);
        return ClientUnderTest.deploy(clients, settings, servers);
    }
}
