package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import dev.echobus.common.FramingKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client refuses, on both sides of each bound. */
@ExtendWith(VertxExtension.class)
class BoundsTest {

    @ParameterizedTest
    @EnumSource
    void aMessageOfTheMaximumIsEchoedAndOneByteMoreIsRefused(FramingKind framing, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var settings = ClientSettings.quick().framing(framing).with("messageMaxBytes", 1_000);
        var client = ClientUnderTest.deploy(vertx, settings, peer.address());

        assertThat(Outcomes.of(client.echo(Buffer.buffer(new byte[1_000]))).length())
                .isEqualTo(1_000);
        assertThat(Outcomes.failure(client.echo(Buffer.buffer(new byte[1_001])), FailureCode.MESSAGE_TOO_LARGE))
                .contains("1001 bytes, at most 1000");
    }

    @Test
    void aLengthFieldBoundsTheMessageToo(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var settings = ClientSettings.quick().framing(FramingKind.LENGTH).with("lengthFieldBytes", 1);
        var client = ClientUnderTest.deploy(vertx, settings, peer.address());

        assertThat(Outcomes.of(client.echo(Buffer.buffer(new byte[255]))).length())
                .isEqualTo(255);
        Outcomes.failure(client.echo(Buffer.buffer(new byte[256])), FailureCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void aBodyWithoutBytesIsInvalid(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());

        assertThat(Outcomes.failure(client.echo(new JsonObject().put("a", 1)), FailureCode.INVALID_MESSAGE))
                .contains("expected bytes or text as body, found JsonObject");
        Outcomes.failure(client.echo(42), FailureCode.INVALID_MESSAGE);
        assertThat(Outcomes.failure(client.echo(""), FailureCode.INVALID_MESSAGE))
                .contains("empty");
    }

    @Test
    void aLineFeedCannotBeCarriedInALine(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().framing(FramingKind.LINE), peer.address());

        assertThat(Outcomes.failure(client.echo("two\nlines"), FailureCode.INVALID_MESSAGE))
                .contains("line feed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "+5", "1.5", "soon", " 5", "5ms", "٥"})
    void aTimeoutThatIsNoPositiveIntegerIsInvalid(String header, Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::echoing);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());

        assertThat(Outcomes.failure(client.echo("x", header), FailureCode.INVALID_MESSAGE))
                .contains("timeoutMs");
    }

    @Test
    void aLongTimeoutIsCutToAnHour() {
        assertThat(RequestReader.timeoutMs("1")).isEqualTo(1);
        assertThat(RequestReader.timeoutMs("3599999")).isEqualTo(3_599_999);
        assertThat(RequestReader.timeoutMs("3600000")).isEqualTo(3_600_000);
        assertThat(RequestReader.timeoutMs("3600001")).isEqualTo(3_600_000);
        assertThat(RequestReader.timeoutMs("9".repeat(1_000))).isEqualTo(3_600_000);
    }

    @Test
    void requestsOverPendingMaxAreRefusedUntilOneIsAnswered(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().with("pendingMax", 3), peer.address());

        List<Future<Buffer>> taken = List.of(client.echo("a"), client.echo("b"), client.echo("c"));
        assertThat(Outcomes.failure(client.echo("d"), FailureCode.OVERLOADED)).contains("client.pendingMax");
        peer.connection().resume();

        taken.forEach(Outcomes::of);
        assertThat(Outcomes.of(client.echo("e"))).hasToString("e");
    }

    @Test
    void requestsOverPendingMaxBytesAreRefusedUntilOneIsAnswered(Vertx vertx) {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().with("pendingMaxBytes", 100), peer.address());

        List<Future<Buffer>> taken = List.of(client.echo("x".repeat(60)), client.echo("y".repeat(40)));
        assertThat(Outcomes.failure(client.echo("z"), FailureCode.OVERLOADED)).contains("client.pendingMaxBytes");
        peer.connection().resume();

        taken.forEach(Outcomes::of);
        assertThat(Outcomes.of(client.echo("e".repeat(100)))).hasToString("e".repeat(100));
        Outcomes.failure(client.echo("e".repeat(101)), FailureCode.OVERLOADED);
    }

    @Test
    void theBoundsHoldWithoutAConnectionAndAreFreeAfterTheDeadline(Vertx vertx) {
        var nobody = Peer.nobody();
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().with("pendingMax", 1), nobody);

        Future<Buffer> waiting = client.echo("a", 200);
        Outcomes.failure(client.echo("b"), FailureCode.OVERLOADED);
        Outcomes.failure(waiting, FailureCode.NOT_CONNECTED);

        Peer.listen(vertx, nobody.port(), Peer::echoing);
        assertThat(Outcomes.of(client.echo("c"))).hasToString("c");
    }
}
