package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import dev.echobus.common.FramingKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client answers when its server is away, silent, broken or wrong, and that it recovers. */
@ExtendWith(VertxExtension.class)
class FailureTest {

    @Test
    void withoutAServerEachRequestFailsAtItsDeadlineUntilOneListens(Vertx vertx) {
        var nobody = Peer.nobody();
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), nobody);
        long startNanos = System.nanoTime();

        List<Future<Buffer>> replies =
                List.of(client.echo("a", 300), client.echo("b", 100), client.echo("c", 200), client.echo("d", 60_000));
        for (var reply : replies.subList(0, 3)) {
            assertThat(Outcomes.failure(reply, FailureCode.NOT_CONNECTED)).contains("refused");
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        assertThat(tookMs).isBetween(300L, 3_000L);
        assertThat(replies.get(3).isComplete()).isFalse();

        Peer.listen(vertx, nobody.port(), Peer::echoing);
        assertThat(Outcomes.of(replies.get(3))).hasToString("d");
        assertThat(Outcomes.of(client.echo("e"))).hasToString("e");
    }

    @ParameterizedTest
    @EnumSource
    void aSilentServerTimesOutOneRequestAndLosesTheOthersInFlight(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::silent, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());
        peer.connection();

        Future<Buffer> patient = client.echo("patient", 60_000);
        Future<Buffer> hasty = client.echo("hasty", 150);

        assertThat(Outcomes.failure(hasty, FailureCode.TIMED_OUT)).contains("150 ms");
        assertThat(Outcomes.failure(patient, FailureCode.UNKNOWN_OUTCOME)).contains("timed out");
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @Test
    void requestsThatAFullConnectionDidNotTakeGoOverTheNextOne(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, NetSocket::pause, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());
        NetSocket stalled = peer.connection();

        Future<Buffer> hasty = client.echo("hasty", 1_000);
        List<Future<Buffer>> patient = IntStream.range(0, 500)
                .mapToObj(i -> client.echo(Buffer.buffer(new byte[65_536]).setInt(0, i), 60_000))
                .toList();

        Outcomes.failure(hasty, FailureCode.TIMED_OUT);
        // A paused Vert.x socket never gives back what it holds, which would count as a leak.
        stalled.handler(bytes -> {}).resume();
        List<Integer> echoed = new ArrayList<>();
        for (int i = 0; i < patient.size(); i++) {
            Future<Buffer> reply = patient.get(i);
            if (Outcomes.of(reply.transform(end -> Future.succeededFuture(end.succeeded())))) {
                assertThat(Outcomes.of(reply).getInt(0)).isEqualTo(i);
                echoed.add(i);
            } else {
                Outcomes.failure(reply, FailureCode.UNKNOWN_OUTCOME);
            }
        }
        assertThat(echoed).as("those that stayed unsent, the last ones").hasSizeBetween(1, 499);
        assertThat(echoed)
                .isEqualTo(IntStream.range(500 - echoed.size(), 500).boxed().toList());
    }

    @Test
    void aServerThatReadsLateGetsEverything(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());
        NetSocket held = peer.connection();

        List<Future<Buffer>> replies = IntStream.range(0, 500)
                .mapToObj(i -> client.echo(Buffer.buffer(new byte[65_536]).setInt(0, i), 60_000))
                .toList();
        held.resume();

        for (int i = 0; i < replies.size(); i++) {
            assertThat(Outcomes.of(replies.get(i)).getInt(0)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatClosesLeavesWhatIsInFlightUnknown(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, socket -> socket.handler(bytes -> socket.close()), Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        assertThat(Outcomes.failure(client.echo("lost"), FailureCode.UNKNOWN_OUTCOME))
                .contains("connection lost");
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @ParameterizedTest
    @EnumSource
    void aReplyThatIsCutOffIsNoReply(FramingKind framing, Vertx vertx) {
        String half = framing == FramingKind.LENGTH ? "\0\0\0\4ha" : "ha";
        Peer peer = Peer.listen(vertx, 0, Peer.answeringThenClosing(half), Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        Outcomes.failure(client.echo("half"), FailureCode.UNKNOWN_OUTCOME);
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatNothingAskedForEndTheConnection(FramingKind framing, Vertx vertx) {
        String unasked = framing == FramingKind.LENGTH ? "\0\0\0\3hi!" : "hi!\n";
        Promise<Void> closed = Promise.promise();
        Peer peer = Peer.listen(
                vertx,
                0,
                socket -> {
                    socket.closeHandler(end -> closed.complete());
                    socket.handler(bytes -> {});
                    socket.write(unasked);
                },
                Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        Outcomes.of(closed.future());
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @ParameterizedTest
    @EnumSource
    void bytesAfterTheLastReplyEndTheConnectionButNotTheReply(FramingKind framing, Vertx vertx) {
        Promise<Void> closed = Promise.promise();
        Peer peer = Peer.listen(
                vertx,
                0,
                socket -> {
                    socket.closeHandler(end -> closed.complete());
                    socket.handler(bytes -> socket.write(bytes.copy().appendBuffer(bytes)));
                },
                Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        assertThat(Outcomes.of(client.echo("once"))).hasToString("once");
        Outcomes.of(closed.future());
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @ParameterizedTest
    @EnumSource(names = {"LINE", "LENGTH"})
    void anOverlongReplyEndsTheConnection(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(
                vertx,
                0,
                socket -> socket.handler(bytes -> socket.write("\0\1\0\0" + "x".repeat(100_000))),
                Peer::echoing);
        var client = ClientUnderTest.deploy(
                vertx, ClientSettings.quick().framing(framing).with("messageMaxBytes", 100), peer.address());

        assertThat(Outcomes.failure(client.echo("short"), FailureCode.UNKNOWN_OUTCOME))
                .contains("MESSAGE_TOO_LARGE");
        assertThat(Outcomes.of(client.echo("next"))).hasToString("next");
    }

    @Test
    void requestsDoNotHurryTheNextAttemptToConnect(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, socket -> socket.handler(bytes -> socket.close()), Peer::echoing);
        var settings = new ClientSettings().with("reconnectMinMs", 400).with("reconnectMaxMs", 400);
        var client = ClientUnderTest.deploy(vertx, settings, peer.address());
        Outcomes.failure(client.echo("lost"), FailureCode.UNKNOWN_OUTCOME);
        long lostNanos = System.nanoTime();

        List<Future<Buffer>> replies =
                IntStream.range(0, 1_000).mapToObj(i -> client.echo("next")).toList();
        replies.forEach(reply -> assertThat(Outcomes.of(reply)).hasToString("next"));

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lostNanos)).isGreaterThan(350);
    }

    @Test
    void failuresAreRepliesWithANumber(Vertx vertx) {
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), Peer.nobody());

        assertThat(Outcomes.causeOf(client.echo("", 100)))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(FailureCode.describe(failure)).startsWith("INVALID_MESSAGE (7)"));
    }
}
