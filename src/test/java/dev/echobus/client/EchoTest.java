package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client gives back when its server answers. */
@ExtendWith(VertxExtension.class)
class EchoTest {

    @ParameterizedTest
    @EnumSource
    void textAndBytesComeBackAsBytes(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        assertThat(Outcomes.of(client.echo("grüße\r"))).isEqualTo(Buffer.buffer("grüße\r"));
        Buffer bytes = Buffer.buffer(new byte[] {0, 13, -1, 127, -128});
        assertThat(Outcomes.of(client.echo(bytes))).isEqualTo(bytes);
        assertThat(Outcomes.of(client.echo(bytes.getBytes()))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void repliesMayComeByteByByte(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::dripping);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        everyRequestGetsItsOwnBytes(client, 20, 50);
    }

    @ParameterizedTest
    @EnumSource
    void repliesMayComeAllAtOnce(FramingKind framing, Vertx vertx) {
        int framedBytes = 100
                * (10
                        + switch (framing) {
                            case RAW -> 0;
                            case LINE -> 1;
                            case LENGTH -> 4;
                        });
        Peer peer = Peer.listen(vertx, 0, Peer.gathering(framedBytes));
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(framing), peer.address());

        List<Future<Buffer>> replies = IntStream.range(0, 100)
                .mapToObj(i -> client.echo("%010d".formatted(i)))
                .toList();
        for (int i = 0; i < replies.size(); i++) {
            assertThat(Outcomes.of(replies.get(i))).hasToString("%010d".formatted(i));
        }
    }

    @Test
    void twoInstancesBothServe(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address(), 2);
        var first = peer.connection();
        var second = peer.connection();

        Future<Buffer> one = client.echo("one");
        Future<Buffer> other = client.echo("other");
        first.resume();
        Outcomes.of(Future.any(one, other));
        assertThat(one.isComplete()).as("one connection answers one request").isNotEqualTo(other.isComplete());
        second.resume();

        assertThat(Outcomes.of(one)).hasToString("one");
        assertThat(Outcomes.of(other)).hasToString("other");
    }

    @Test
    void aRaisedMaximumCountsFromTheNextRequest(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var settings = ClientSettings.quick().framing(FramingKind.LINE).with("messageMaxBytes", 10);
        var client = ClientUnderTest.deploy(vertx, settings, peer.address());
        assertThat(Outcomes.of(client.echo("short"))).hasToString("short");

        settings.with("messageMaxBytes", 10_000).reloadIn(client.live);
        String longer = "x".repeat(10_000);
        List<Future<Buffer>> replies = List.of(client.echo("a"), client.echo(longer), client.echo("b"));

        assertThat(replies.stream().map(Outcomes::of).map(Buffer::toString)).containsExactly("a", longer, "b");
    }

    private static void everyRequestGetsItsOwnBytes(ClientUnderTest client, int requests, int bytesMax) {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<Buffer> bodies = new ArrayList<>();
        List<Future<Buffer>> replies = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Buffer body = randomLine(random, bytesMax);
            bodies.add(body);
            replies.add(client.echo(body, 60_000));
        }
        for (int i = 0; i < requests; i++) {
            assertThat(Outcomes.of(replies.get(i)))
                    .as("request %d, seed %d", i, seed)
                    .isEqualTo(bodies.get(i));
        }
    }

    /** Random bytes that every framing can carry. */
    private static Buffer randomLine(Random random, int bytesMax) {
        byte[] bytes = new byte[1 + random.nextInt(bytesMax)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '\n' ? (byte) ' ' : bytes[i];
        }
        return Buffer.buffer(bytes);
    }
}
