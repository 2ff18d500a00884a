package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import dev.echobus.common.Endpoint;
import dev.echobus.metric.ClientSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which of several servers a client gives requests to, and what it does without those that fail. */
@ExtendWith(VertxExtension.class)
class SpreadTest {

    private static final ClientSettings QUICK = ClientSettings.quick();

    @Test
    void equalServersGetEquallyMany(Vertx vertx) {
        var counts = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        var client = deploy(
                vertx,
                QUICK,
                counts.stream()
                        .map(count -> Peer.listen(vertx, 0, counting(count)))
                        .toArray(Peer[]::new));
        awaitConnected(client, 3);

        for (int request = 0; request < 300; request++) {
            assertThat(Outcomes.of(client.echo("x"))).hasToString("x");
        }

        assertThat(counts).allSatisfy(count -> assertThat(count).hasValue(100));
    }

    @Test
    void aServerThatIsSlowGetsFewer(Vertx vertx) {
        var slowGot = new AtomicInteger();
        Promise<Void> release = Promise.promise();
        Peer slow = Peer.listen(vertx, 0, holdingFromTheSecond(slowGot, release));
        Peer swift = Peer.listen(vertx, 0, Peer::echoing);
        var client = deploy(vertx, QUICK, slow, swift);
        awaitConnected(client, 2);
        Outcomes.of(client.echo("to the one"));
        Outcomes.of(client.echo("to the other"));

        List<Future<Buffer>> replies = new ArrayList<>();
        for (int request = 1; request <= 100; request++) {
            replies.add(client.echo("x"));
            int answered = request - 1;
            Outcomes.await(() -> replies.stream().filter(Future::isComplete).count() >= answered);
        }

        Outcomes.await(() -> replies.stream().filter(Future::isComplete).count() == 99);
        release.complete();
        replies.forEach(Outcomes::of);
        assertThat(slowGot).hasValue(2);
    }

    @Test
    void aServerThatIsGoneIsLeftOutUntilItIsBack(Vertx vertx) {
        Peer stays = Peer.listen(vertx, 0, Peer::echoing);
        Peer goes = Peer.listen(vertx, 0, Peer::echoing);
        var client = deploy(vertx, QUICK, stays, goes);
        awaitConnected(client, 2);
        for (int request = 0; request < 10; request++) {
            Outcomes.of(client.echo("x"));
        }

        int port = goes.address().port();
        goes.close();
        awaitConnected(client, 1);
        for (int request = 0; request < 100; request++) {
            assertThat(Outcomes.of(client.echo("x"))).hasToString("x");
        }
        assertThat(stats(client).serverEjections()).isEqualTo(1);

        var back = new AtomicInteger();
        Peer.listen(vertx, port, counting(back));
        awaitConnected(client, 2);
        for (int request = 0; request < 10; request++) {
            Outcomes.of(client.echo("x"));
        }
        assertThat(back).hasValue(5);
    }

    @Test
    void whatWasNotSentToAServerThatBreaksGoesToAnother(Vertx vertx) {
        var requests = new AtomicInteger();
        Peer breaking = Peer.listen(
                vertx,
                0,
                socket -> socket.handler(bytes -> {
                    if (requests.incrementAndGet() > 1) {
                        socket.close();
                    } else {
                        socket.write(bytes);
                    }
                }));
        Peer whole = Peer.listen(vertx, 0, Peer::echoing);
        var client = deploy(vertx, QUICK, breaking, whole);
        awaitConnected(client, 2);

        var failed = new ArrayList<Throwable>();
        for (int request = 0; request < 200; request++) {
            Future<Buffer> reply = client.echo("x");
            Outcomes.of(reply.transform(end -> Future.succeededFuture(end.succeeded())));
            if (reply.failed()) {
                failed.add(reply.cause());
            }
        }

        // One for each time that it was tried, and there are no more than that: it has one request at a time.
        assertThat(failed)
                .hasSizeBetween(1, requests.get())
                .allSatisfy(cause -> assertThat(cause).hasMessageStartingWith(FailureCode.UNKNOWN_OUTCOME.name()));
        Outcomes.await(() -> stats(client).serverEjections() == failed.size());
    }

    @Test
    void aServerThatNeverAnswersGetsOneRequestAtATime(Vertx vertx) {
        Peer silent = Peer.listen(vertx, 0, Peer::silent);
        Peer whole = Peer.listen(vertx, 0, Peer::echoing);
        var client = deploy(
                vertx,
                ClientSettings.quick().with("reconnectMinMs", 60_000).with("reconnectMaxMs", 60_000),
                silent,
                whole);
        awaitConnected(client, 2);

        // The first of equals: the silent one.
        Future<Buffer> lost = client.echo("lost", 300);
        List<Future<Buffer>> replies =
                IntStream.range(0, 500).mapToObj(i -> client.echo("x")).toList();

        replies.forEach(reply -> assertThat(Outcomes.of(reply)).hasToString("x"));
        Outcomes.failure(lost, FailureCode.TIMED_OUT);
        Outcomes.await(() -> stats(client).serverEjections() == 1);
    }

    @Test
    void withoutAnyServerRequestsFailInTimeAndGoToTheFirstThatIsBack(Vertx vertx) {
        var servers = IntStream.range(0, 5).mapToObj(i -> Peer.nobody()).toArray(SocketAddress[]::new);
        var client = ClientUnderTest.deploy(vertx, QUICK, ClientUnderTest.serversAt(servers));
        long startNanos = System.nanoTime();

        Future<Buffer> patient = client.echo("patient", 60_000);
        assertThat(Outcomes.failure(client.echo("hasty", 300), FailureCode.NOT_CONNECTED))
                .contains(servers[0].toString(), servers[1].toString(), "; and of 2 more servers");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                .isBetween(300L, 10_000L);
        assertThat(stats(client)).satisfies(stats -> {
            assertThat(stats.servers()).isEqualTo(5);
            assertThat(stats.serversConnected()).isZero();
            assertThat(stats.serverEjections()).isEqualTo(5);
        });

        Peer.listen(vertx, servers[3].port(), Peer::echoing);
        assertThat(Outcomes.of(patient)).hasToString("patient");
        assertThat(Outcomes.of(client.undeploy().map("stopped"))).isEqualTo("stopped");
        assertThat(stats(client).servers()).isZero();
        assertThat(stats(client).serversConnected()).isZero();
    }

    @Test
    void theOwnServerTakesAllWhileItIsConnected(Vertx vertx) {
        var others = new AtomicInteger();
        Peer other = Peer.listen(vertx, 0, counting(others));
        Peer own = Peer.listen(vertx, 0, Peer::echoing);
        var servers = new ClientServers(
                List.of(Endpoint.tcp("127.0.0.1", other.address().port())),
                Endpoint.tcp("127.0.0.1", own.address().port()));
        var client = ClientUnderTest.deploy(vertx, QUICK, servers);
        awaitConnected(client, 2);

        for (int request = 0; request < 50; request++) {
            Outcomes.of(client.echo("x"));
        }
        assertThat(others).hasValue(0);

        int port = own.address().port();
        own.close();
        awaitConnected(client, 1);
        Outcomes.of(client.echo("x"));
        assertThat(others).hasValue(1);

        Peer.listen(vertx, port, Peer::echoing);
        awaitConnected(client, 2);
        Outcomes.of(client.echo("x"));
        assertThat(others).hasValue(1);
    }

    @Test
    void theBoundsHoldOverAllServers(Vertx vertx) {
        Peer first = Peer.listen(vertx, 0, Peer::held);
        Peer second = Peer.listen(vertx, 0, Peer::held);
        var client = deploy(vertx, ClientSettings.quick().with("pendingMax", 3), first, second);
        awaitConnected(client, 2);

        List<Future<Buffer>> taken = List.of(client.echo("a"), client.echo("b"), client.echo("c"));
        assertThat(Outcomes.failure(client.echo("d"), FailureCode.OVERLOADED)).contains("client.pendingMax");
        first.connection().resume();
        second.connection().resume();
        taken.forEach(Outcomes::of);
    }

    @Test
    void aDrainWaitsForWhatIsInFlightAtEachServer(Vertx vertx) {
        Peer first = Peer.listen(vertx, 0, Peer::held);
        Peer second = Peer.listen(vertx, 0, Peer::held);
        var client = deploy(vertx, QUICK, first, second);
        awaitConnected(client, 2);
        Future<Buffer> one = client.echo("one");
        Future<Buffer> other = client.echo("other");
        Outcomes.await(() -> stats(client).requestsPending() == 2);

        Future<Void> stopped = client.undeploy();
        first.connection().resume();
        second.connection().resume();

        assertThat(Outcomes.of(one)).hasToString("one");
        assertThat(Outcomes.of(other)).hasToString("other");
        Outcomes.of(stopped);
    }

    private static ClientUnderTest deploy(Vertx vertx, ClientSettings settings, Peer... peers) {
        SocketAddress[] servers = List.of(peers).stream().map(Peer::address).toArray(SocketAddress[]::new);
        return ClientUnderTest.deploy(vertx, settings, ClientUnderTest.serversAt(servers));
    }

    /** Echoes; counts requests, of which the test sends one at a time. */
    private static Handler<NetSocket> counting(AtomicInteger requests) {
        return socket -> socket.handler(bytes -> {
            requests.incrementAndGet();
            socket.write(bytes);
        });
    }

    /** Answers what comes first, and all else only when told to. */
    private static Handler<NetSocket> holdingFromTheSecond(AtomicInteger requests, Promise<Void> release) {
        return socket -> socket.handler(bytes -> {
            if (requests.incrementAndGet() == 1) {
                socket.write(bytes);
            } else {
                release.future().onSuccess(released -> socket.write(bytes));
            }
        });
    }

    private static ClientSnapshot stats(ClientUnderTest client) {
        return client.stats.snapshot();
    }

    private static void awaitConnected(ClientUnderTest client, int servers) {
        Outcomes.await(() -> stats(client).serversConnected() == servers);
    }
}
