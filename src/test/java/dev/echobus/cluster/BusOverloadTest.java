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
