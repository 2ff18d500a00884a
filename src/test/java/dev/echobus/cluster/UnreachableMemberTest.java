package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryCounts;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Replied;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members whose bus cannot be connected to: what waits for the connection is bounded, and is told at once by its name. */
@Timeout(120)
class UnreachableMemberTest {

    private static final int UNSENT_MAX_BYTES = 1_048_576;

    private static final int BODY_BYTES = 65_536;

    private static final DeliveryOptions LONG = new DeliveryOptions().setSendTimeout(90_000);

    /** The system drops what a full backlog does not hold, so that connecting takes its time and fails. */
    @Test
    void whatWaitsForAConnectionIsBoundedByBytes() throws Exception {
        try (var blackHole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new Socket();
                var second = new Socket();
                var members = new MembersUnderTest()) {
            var address = new InetSocketAddress(blackHole.getInetAddress(), blackHole.getLocalPort());
            first.connect(address);
            second.connect(address);
            Vertx sender = members.start(Map.of("cluster.unsentMaxBytes", UNSENT_MAX_BYTES));
            Vertx receiver = members.start(Map.of(), bus -> bus.setClusterPublicPort(address.getPort()));
            MembersUnderTest.serve(receiver, "receiver");
            // The first finds the route; the others have it.
            List<Future<Message<Buffer>>> requests = new ArrayList<>();
            for (int index = 0; index < 1_000; index++) {
                requests.add(sender.eventBus().request("receiver", Buffer.buffer(new byte[BODY_BYTES]), LONG));
            }

            List<ReplyException> failures = new ArrayList<>();
            for (var request : requests) {
                failures.add((ReplyException) MembersUnderTest.awaitFailure(request));
            }
            assertThat(failures.get(999).failureCode()).isEqualTo(FailureCode.OVERLOADED.number());
            assertThat(failures.get(999).getMessage())
                    .contains("bytes wait for a connection to the member ", "cluster.unsentMaxBytes");
            assertThat(failures)
                    .filteredOn(failure -> failure.failureCode() != FailureCode.OVERLOADED.number())
                    .hasSizeBetween(1, UNSENT_MAX_BYTES / BODY_BYTES)
                    .allSatisfy(failure -> assertThat(failure.getMessage())
                            .startsWith("NOT_CONNECTED: no connection to the bus of the member at 127.0.0.1:"));
        }
    }

    /** Where nobody listens, as after a crash, until the cluster has noticed: a request need not be idempotent to go on. */
    @Test
    void aRefusedConnectionFailsAtOnceAndTheRequestGoesToAnotherMember() throws Exception {
        try (var members = new MembersUnderTest()) {
            Vertx sender = members.start(Map.of());
            Vertx dead = members.start(Map.of(), UnreachableMemberTest::listenElsewhere);
            Vertx living = members.start(Map.of());
            MembersUnderTest.serve(dead, "dead");
            var failure =
                    (ReplyException) MembersUnderTest.awaitFailure(MembersUnderTest.request(sender, "dead", 90_000));
            assertThat(failure.getMessage())
                    .startsWith("NOT_CONNECTED: no connection to the bus of the member at 127.0.0.1:")
                    .contains("refused");

            MembersUnderTest.serve(living, "dead");
            var counts = new RetryCounts();
            var policy = new RetryPolicy(10, 90_000, 90_000, false);
            var requests = new RetryingRequest(sender, () -> policy, new RetryBudget(counts), new Random(1));
            for (int index = 0; index < 100; index++) {
                assertReplied(requests);
            }
            assertThat(counts.repeats()).as("it is passed over").isLessThan(10);
            long before = counts.repeats();
            while (counts.repeats() == before) {
                // Until it is tried again; the test's time-out ends what never does.
                assertReplied(requests);
            }
        }
    }

    private static void assertReplied(RetryingRequest requests) throws Exception {
        var outcome = MembersUnderTest.await(requests.<String>send("dead", "hello", DeliveryOptions::new));
        assertThat(outcome).isInstanceOf(Replied.class);
    }

    /** Of two that serve and refuse neither is passed over for good: what served alone and is gone is still tried. */
    @Test
    void whereEachRefusesEachIsTried() throws Exception {
        try (var members = new MembersUnderTest()) {
            Vertx sender = members.start(Map.of());
            for (int index = 0; index < 2; index++) {
                MembersUnderTest.serve(members.start(Map.of(), UnreachableMemberTest::listenElsewhere), "dead");
            }
            for (int index = 0; index < 4; index++) {
                assertThat(MembersUnderTest.awaitFailure(MembersUnderTest.request(sender, "dead", 90_000)))
                        .hasMessageStartingWith("NOT_CONNECTED: ")
                        .hasMessageContaining("refused");
            }
        }
    }

    /** Others are told a port at which nobody listens. */
    private static void listenElsewhere(EventBusOptions bus) {
        bus.setClusterPublicPort(FreePorts.next());
    }
}
