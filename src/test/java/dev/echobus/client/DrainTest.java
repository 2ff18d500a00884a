package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a client stops. On one event loop, so that what happens in one turn of it is the test's to say. */
class DrainTest {

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    }

    @AfterEach
    void stop() {
        Outcomes.of(vertx.close());
    }

    @Test
    void whatIsInFlightIsAnsweredAndWhatComesYetIsRefusedByName() {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());
        Future<Buffer> inFlight = client.echo("in flight");
        Outcomes.of(turn());

        Promise<Future<Buffer>> late = Promise.promise();
        Promise<Future<Void>> stopped = Promise.promise();
        vertx.runOnContext(turn -> {
            stopped.complete(client.undeploy());
            late.complete(client.echo("late"));
        });

        Outcomes.failure(Outcomes.of(late.future()), FailureCode.DRAINING);
        assertThat(inFlight.isComplete()).isFalse();
        assertThat(Outcomes.of(stopped.future()).isComplete()).isFalse();
        peer.connection().resume();
        assertThat(Outcomes.of(inFlight)).hasToString("in flight");
        Outcomes.of(Outcomes.of(stopped.future()));
        assertThat(Outcomes.causeOf(client.echo("after")))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }

    @Test
    void whatIsSentAfterTheDrainTimeoutIsLost() {
        Peer peer = Peer.listen(vertx, 0, Peer::silent);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().with("drainTimeoutMs", 50), peer.address());
        peer.connection();
        Outcomes.of(turn());
        Future<Buffer> inFlight = client.echo("in flight");

        Outcomes.of(client.undeploy());

        assertThat(Outcomes.failure(inFlight, FailureCode.UNKNOWN_OUTCOME)).contains("stopping");
    }

    @Test
    void whatIsUnsentAfterTheDrainTimeoutIsRefused() {
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick().with("drainTimeoutMs", 0), Peer.nobody());
        Future<Buffer> unsent = client.echo("unsent");

        Outcomes.of(client.undeploy());

        Outcomes.failure(unsent, FailureCode.DRAINING);
    }

    @Test
    void aClientThatHasLeftStillServesWhatItTook() {
        Peer peer = Peer.listen(vertx, 0, Peer::held);
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), peer.address());
        Future<Buffer> inFlight = client.echo("in flight");
        Outcomes.of(turn());

        Outcomes.of(client.verticles.get(0).leave());
        Outcomes.of(client.verticles.get(0).leave());
        assertThat(Outcomes.causeOf(client.echo("after"))).hasMessageContaining("No handlers");
        assertThat(inFlight.isComplete()).isFalse();

        peer.connection().resume();
        assertThat(Outcomes.of(inFlight)).hasToString("in flight");
        Outcomes.of(client.undeploy());
    }

    @Test
    void aStoppedClientConnectsNoMore() {
        var nobody = Peer.nobody();
        var client = ClientUnderTest.deploy(vertx, ClientSettings.quick(), nobody);
        Outcomes.of(client.undeploy());

        Promise<Void> quiet = Promise.promise();
        Peer.listen(vertx, nobody.port(), socket -> quiet.fail("connected after it had stopped"));
        vertx.setTimer(200, timer -> quiet.tryComplete());

        Outcomes.of(quiet.future());
    }

    /** Completes when the event loop has done what it had to do until now. */
    private Future<Void> turn() {
        Promise<Void> turned = Promise.promise();
        vertx.runOnContext(turn -> turned.complete());
        return turned.future();
    }
}
