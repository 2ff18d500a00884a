package dev.echobus.cluster.route;

import static dev.echobus.cluster.route.PlainProgram.PATIENCE;
import static dev.echobus.cluster.route.PlainProgram.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.cluster.route.RouteFinding.Kind;
import io.vertx.core.eventbus.ReplyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two plain Vert.x programs audit each other's routes, and repair their own. */
@Timeout(120)
class PlainProgramTest {

    private static final String NEWS = "news";

    private static final int ROUND_MS = 100;

    private PlainProgram sender;
    private PlainProgram receiver;
    private String senderId;
    private String receiverId;

    @BeforeEach
    void join() throws Exception {
        var ports = List.of(FreePorts.next(), FreePorts.next());
        sender = PlainProgram.join(ports, 0);
        receiver = PlainProgram.join(ports, 1);
        senderId = sender.hazelcast().getNodeId();
        receiverId = receiver.hazelcast().getNodeId();
        receiver.serve(NEWS);
    }

    @AfterEach
    void leave() {
        receiver.close();
        sender.close();
    }

    /** Where the document has a snippet, this package has compiled it. */
    @Test
    void theDocumentsSnippetIsThisProgram() throws Exception {
        String document = Files.readString(Path.of("docs/ARCHITECTURE.md"));
        String program = Files.readString(Path.of("src/test/java/dev/echobus/cluster/route/PlainProgram.java"));
        int begin = document.indexOf("```java\n") + "```java\n".length();
        var lines = document.substring(begin, document.indexOf("```", begin))
                .lines()
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(program).contains(line));
    }

    @Test
    void routesThatAreTrueAreNoFinding() throws Exception {
        start(0);
        await(sender.request(NEWS));
        await(receiver.vertx()
                .eventBus()
                .localConsumer("receiver's own", message -> message.reply(message.body()))
                .completion());
        await(receiver.request("receiver's own"));

        AuditResult result = await(sender.routes().audit());

        assertThat(result.findings()).isEmpty();
        assertThat(result.nodes()).containsExactlyInAnyOrder(senderId, receiverId);
        assertThat(result.addresses()).as("news, and where each reports").isEqualTo(3);
    }

    /** The cluster does not know of it, and need not. */
    @Test
    void aConsumerOfOneProgramAloneIsNoGhost() throws Exception {
        start(0);
        await(receiver.vertx()
                .eventBus()
                .localConsumer(NEWS, message -> message.reply(message.body()))
                .completion());

        await(receiver.routes().repair());

        assertThat(receiver.known(NEWS)).hasSize(2);
        assertThat(sender.known(NEWS)).hasSize(1);
    }

    @Test
    void aConsumerThatTheClusterLostIsRegisteredAnewByItsProgram() throws Exception {
        start(0);
        await(sender.request(NEWS));
        sender.lose(NEWS, receiver.known(NEWS).get(0));

        var missing = new RouteFinding(Kind.MISSING, senderId, receiverId, NEWS);
        assertThat(sender.known(NEWS)).isEmpty();
        // The route is given up some time after the cluster has lost the consumer, and found again when it is asked
        // for.
        awaitTrue("a request that nobody serves", () -> fails(sender, NEWS));
        assertThat(await(sender.routes().repair()).findings())
                .as("what is another's is not repaired")
                .isEmpty();
        assertThat(sender.known(NEWS)).isEmpty();

        await(receiver.routes().repair());

        assertThat(sender.known(NEWS)).hasSize(1);
        awaitTrue("a reply", () -> !fails(sender, NEWS));
        assertThat(sender.findings()).isEmpty();
    }

    /** With a second consumer the route stays, and lacks the one that was lost. */
    @Test
    void aRouteThatLacksOneOfTwoConsumersIsNamed() throws Exception {
        sender.serve(NEWS);
        start(0);
        await(sender.request(NEWS));
        var lost = receiver.known(NEWS).stream()
                .filter(registration -> registration.nodeId().equals(receiverId))
                .findFirst()
                .orElseThrow();
        sender.lose(NEWS, lost);

        var missing = new RouteFinding(Kind.MISSING, senderId, receiverId, NEWS);
        awaitTrue("the finding", () -> sender.findings().equals(List.of(missing)));
        assertThat(receiver.findings()).as("from the other side").containsExactly(missing);

        await(receiver.routes().repair());

        awaitTrue("true routes", () -> sender.findings().isEmpty());
    }

    @Test
    void aConsumerThatTheClusterInventedIsStaleUntilItsProgramRepairsIt() throws Exception {
        start(0);
        sender.invent("gone", receiverId);
        assertThat(fails(sender, "gone")).isTrue();
        var stale = new RouteFinding(Kind.STALE, senderId, receiverId, "gone");
        assertThat(sender.findings()).containsExactly(stale);

        AuditResult left = await(receiver.routes().repair());

        assertThat(sender.known("gone")).isEmpty();
        assertThat(left.findings()).isEmpty();
        assertThat(sender.findings()).isEmpty();
    }

    @Test
    void aProgramThatTakesNoPartIsNotJudged() throws Exception {
        sender.keepRoutes(0);
        await(sender.request(NEWS));

        AuditResult result = await(sender.routes().audit());

        assertThat(result.nodes()).containsExactly(senderId);
        assertThat(result.findings()).isEmpty();
    }

    /** Each loss is repaired on the timer, whoever asks meanwhile, and is asked again. */
    @Test
    void whatIsLostUnderTrafficIsRegisteredAnewOnTheTimer() throws Exception {
        start(ROUND_MS);
        var replied = new AtomicInteger();
        var isOver = new AtomicBoolean();
        requestOn(replied, isOver);

        for (int loss = 0; loss < 3; loss++) {
            int before = replied.get();
            awaitTrue("traffic", () -> replied.get() > before + 100);
            sender.lose(NEWS, receiver.known(NEWS).get(0));
            awaitTrue("registered anew", () -> sender.known(NEWS).size() == 1);
            int after = replied.get();
            awaitTrue("traffic again", () -> replied.get() > after + 100);
        }

        isOver.set(true);
        awaitTrue("true routes", () -> sender.findings().isEmpty());
        awaitTrue("ready", () -> sender.routes().isReady() && receiver.routes().isReady());
    }

    /** What only the other can repair. */
    @Test
    void whoSendsToNobodyIsNotReadyUntilTheOtherHasRepairedIt() throws Exception {
        sender.keepRoutes(0);
        receiver.keepRoutes(ROUND_MS);
        assertThat(receiver.routes().isReady()).isTrue();
        receiver.invent("gone", senderId);
        assertThat(fails(receiver, "gone")).isTrue();
        awaitTrue("not ready", () -> !receiver.routes().isReady());

        await(sender.routes().repair());

        awaitTrue("ready", () -> receiver.routes().isReady());
    }

    @Test
    void whoHasLeftTheAuditIsNoLongerAsked() throws Exception {
        start(0);
        await(receiver.routes().stop());
        await(receiver.routes().stop());

        assertThat(await(sender.routes().audit()).nodes()).containsExactly(senderId);
    }

    private void start(int intervalMs) throws Exception {
        sender.keepRoutes(intervalMs);
        receiver.keepRoutes(intervalMs);
    }

    /** One request after the other. */
    private void requestOn(AtomicInteger replied, AtomicBoolean isOver) {
        sender.request(NEWS).onComplete(outcome -> {
            if (outcome.succeeded()) {
                replied.incrementAndGet();
            }
            if (!isOver.get()) {
                sender.vertx().runOnContext(next -> requestOn(replied, isOver));
            }
        });
    }

    /** True when no consumer is there, or none answers. */
    private static boolean fails(PlainProgram asker, String address) throws Exception {
        try {
            await(asker.request(address));
            return false;
        } catch (ExecutionException failed) {
            // A member that is sent to in vain says nothing.
            assertThat(failed).hasCauseInstanceOf(ReplyException.class);
            return true;
        }
    }

    private static void awaitTrue(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("%s in time", what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
