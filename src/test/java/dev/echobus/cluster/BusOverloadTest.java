package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What waits for a member that does not read is bounded, and what is over the bound fails at once by its name. */
class BusOverloadTest {

    private static final int UNSENT_MAX_BYTES = 4 * 1_048_576;

    /** With what two kernels hold, far more than may wait. */
    private static final int REQUESTS = 1_000;

    private static final DeliveryOptions LONG = new DeliveryOptions().setSendTimeout(60_000);

    @Test
    void requestsToAMemberThatDoesNotReadFailAsOverloaded() throws Exception {
        var mayRead = new CountDownLatch(1);
        try (var members = new MembersUnderTest()) {
            Vertx sender = members.start(Map.of("cluster.unsentMaxBytes", UNSENT_MAX_BYTES));
            Vertx receiver = members.start(Map.of());
            MembersUnderTest.serve(receiver, "receiver");
            MembersUnderTest.await(MembersUnderTest.request(sender, "receiver", 30_000));
            // Its one event loop: it reads no socket meanwhile.
            receiver.runOnContext(nothing -> awaitUninterrupted(mayRead));

            List<Future<Message<Buffer>>> requests = new ArrayList<>();
            for (int index = 0; index < REQUESTS; index++) {
                requests.add(sender.eventBus().request("receiver", Buffer.buffer(new byte[65_536]), LONG));
            }
            Future<Message<Buffer>> last = requests.get(REQUESTS - 1);
            var failure = (ReplyException) MembersUnderTest.awaitFailure(last);
            assertThat(failure.failureCode()).isEqualTo(FailureCode.OVERLOADED.number());
            assertThat(failure.getMessage())
                    .contains("bytes wait for the member at 127.0.0.1:", "cluster.unsentMaxBytes");
            assertThat(sendLonger(sender).failureCode()).isEqualTo(FailureCode.MESSAGE_TOO_LARGE.number());

            mayRead.countDown();
            MembersUnderTest.await(Future.join(requests).otherwiseEmpty());
            assertThat(requests).filteredOn(Future::succeeded).isNotEmpty();
            assertThat(requests)
                    .filteredOn(Future::failed)
                    .allSatisfy(request -> assertThat(((ReplyException) request.cause()).failureCode())
                            .isEqualTo(FailureCode.OVERLOADED.number()));
            MembersUnderTest.await(MembersUnderTest.request(sender, "receiver", 30_000));
            assertThat(members.lines()).isEmpty();
        } finally {
            mayRead.countDown();
        }
    }

    /** What the system has not taken when the connection breaks was not handled, and its sender is told so at once. */
    @Test
    void whatWasNotSentWhenTheConnectionBreaksIsNamed() throws Exception {
        var mayRead = new CountDownLatch(1);
        try (var members = new MembersUnderTest()) {
            Vertx sender =
                    members.start(Map.of("cluster.heartbeatIntervalMs", 1_000, "cluster.heartbeatTimeoutMs", 2_000));
            Vertx receiver = members.start(Map.of());
            MembersUnderTest.serve(receiver, "receiver");
            MembersUnderTest.await(MembersUnderTest.request(sender, "receiver", 30_000));
            receiver.runOnContext(nothing -> awaitUninterrupted(mayRead));

            Future<Message<Buffer>> last = sender.eventBus().request("receiver", Buffer.buffer("never"), LONG);
            // More than two kernels hold, and less than may wait.
            for (int index = 0; index < 200; index++) {
                last = sender.eventBus().request("receiver", Buffer.buffer(new byte[65_536]), LONG);
            }
            var failure = (ReplyException) MembersUnderTest.awaitFailure(last);
            assertThat(failure.failureCode()).isEqualTo(FailureCode.NOT_CONNECTED.number());
            assertThat(failure.getMessage())
                    .startsWith("NOT_CONNECTED: the connection to the member at 127.0.0.1:")
                    .contains(" broke before this was sent: ");
            assertThat(members.lines()).isEmpty();
            mayRead.countDown();
        } finally {
            mayRead.countDown();
        }
    }

    private static ReplyException sendLonger(Vertx sender) throws Exception {
        Buffer longer = Buffer.buffer(new byte[4_194_304]);
        return (ReplyException) MembersUnderTest.awaitFailure(sender.eventBus().request("receiver", longer, LONG));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
