package dev.echobus.cluster.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node does when it is asked to probe: within its bounds, one probe at a time, and none once it leaves. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MeshVerticleTest {

    /** Long enough for a busy machine. */
    private static final int PATIENT_MS = 10_000;

    private final MeshUnderTest mesh = new MeshUnderTest();

    @AfterEach
    void close() throws Exception {
        mesh.close();
    }

    @Test
    void fewWaysAreProbedAtOnce() throws Exception {
        var open = new AtomicInteger();
        var most = new AtomicInteger();
        Endpoint shared = mesh.peer(peer -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            try {
                MeshUnderTest.ECHO.with(peer);
            } finally {
                open.decrementAndGet();
            }
        });
        mesh.node("a");
        for (int i = 0; i < 30; i++) {
            mesh.absent("n" + i, shared);
        }
        JsonObject row = MeshUnderTest.await(ask("a", mesh.plan(5, PATIENT_MS))).body();
        assertThat(row.getJsonArray("legs")).hasSize(60);
        // One that was closed a moment ago may still be counted.
        assertThat(most.get()).isBetween(1, 2 * 4);
    }

    @Test
    void oneProbeAtATimeAndNoneOnceTheNodeLeaves() throws Exception {
        MeshVerticle node = mesh.node("a");
        var closed = new CountDownLatch(1);
        mesh.absent("b", mesh.peer(peer -> {
            MeshUnderTest.SILENCE.with(peer);
            closed.countDown();
        }));
        var first = ask("a", mesh.plan(100, PATIENT_MS));
        assertThat(refusal("a", mesh.plan(1, 10).toJson())).isEqualTo(FailureCode.OVERLOADED);
        MeshUnderTest.await(node.leave());
        assertThatThrownBy(() -> MeshUnderTest.await(first))
                .hasRootCauseInstanceOf(ReplyException.class)
                .hasMessageContaining("DRAINING");
        assertThat(closed.await(PATIENT_MS / 2, TimeUnit.MILLISECONDS))
                .as("its connection is closed before its time-out")
                .isTrue();
    }

    /** As after an answer that was lost on its way. */
    @Test
    void whoAsksAgainForTheSameSurveyIsToldOfTheSameProbe() throws Exception {
        mesh.node("a");
        var connections = new AtomicInteger();
        var mayEcho = new CountDownLatch(1);
        mesh.absent("b", mesh.peer(peer -> {
            connections.incrementAndGet();
            try {
                mayEcho.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            MeshUnderTest.ECHO.with(peer);
        }));
        JsonObject plan = mesh.plan(1, PATIENT_MS).toJson().put("survey", "one");
        var lost = mesh.vertx.eventBus().<JsonObject>request(Addresses.nodeMesh("a"), plan);
        var again = mesh.vertx.eventBus().<JsonObject>request(Addresses.nodeMesh("a"), plan);
        assertThat(refusal("a", mesh.plan(1, PATIENT_MS).toJson().put("survey", "other")))
                .isEqualTo(FailureCode.OVERLOADED);
        mayEcho.countDown();
        JsonObject row = MeshUnderTest.await(again).body();
        assertThat(row.getJsonArray("legs")).hasSize(2);
        assertThat(lost.isComplete()).isFalse();
        assertThat(MeshUnderTest.await(mesh.vertx.eventBus().<JsonObject>request(Addresses.nodeMesh("a"), plan))
                        .body())
                .as("once more, when it is over")
                .isEqualTo(row);
        assertThat(connections.get()).isEqualTo(1);
        MeshUnderTest.await(ask("a", mesh.plan(1, PATIENT_MS)));
        assertThat(connections.get()).as("who does not say for which survey").isEqualTo(2);
    }

    @Test
    void whatIsNoPlanOrOutOfBoundsIsRefused() throws Exception {
        mesh.node("a");
        JsonObject plan = mesh.plan(1, 10).toJson();
        assertThat(refusal("a", "hello")).isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", new JsonObject())).isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", plan.copy().put("count", MeshPlan.COUNT_MAX + 1)))
                .isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", plan.copy().put("timeoutMs", MeshPlan.TIMEOUT_MAX_MS + 1)))
                .isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", plan.copy().put("media", new JsonArray().add("pigeon"))))
                .isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", plan.copy().put("targets", targets(MeshPlan.NODES_MAX + 1, 0))))
                .isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(refusal("a", plan.copy().put("targets", targets(1, MeshTarget.LISTENERS_MAX + 1))))
                .isEqualTo(FailureCode.INVALID_MESSAGE);
        assertThat(MeshPlan.of(plan.copy()
                                .put("count", MeshPlan.COUNT_MAX)
                                .put("timeoutMs", MeshPlan.TIMEOUT_MAX_MS)
                                .put("targets", targets(MeshPlan.NODES_MAX, MeshTarget.LISTENERS_MAX)))
                        .budgetMs("n0"))
                .as("however much is asked for")
                .isEqualTo(60_000);
    }

    private static JsonArray targets(int nodes, int listeners) {
        var all = new JsonArray();
        for (int node = 0; node < nodes; node++) {
            var urls = new JsonArray();
            for (int listener = 0; listener < listeners; listener++) {
                urls.add(new JsonObject().put("name", "l" + listener).put("url", "tcp://127.0.0.1:9"));
            }
            all.add(new JsonObject().put("node", "n" + node).put("listeners", urls));
        }
        return all;
    }

    private FailureCode refusal(String node, Object body) throws Exception {
        try {
            MeshUnderTest.await(mesh.vertx.eventBus().request(Addresses.nodeMesh(node), body));
        } catch (ExecutionException refused) {
            return FailureCode.of(((ReplyException) refused.getCause()).failureCode())
                    .orElseThrow();
        }
        throw new AssertionError("it was not refused: " + body);
    }

    private Future<Message<JsonObject>> ask(String node, MeshPlan plan) {
        return mesh.vertx.eventBus().request(Addresses.nodeMesh(node), plan.toJson());
    }

    @Test
    void theBusEchoesBytesAsTheyAre() throws Exception {
        mesh.node("a");
        var bytes = Buffer.buffer(new byte[] {0, -1, 10, 13});
        Message<Buffer> reply =
                MeshUnderTest.await(mesh.vertx.eventBus().<Buffer>request(Addresses.nodeEcho("a"), bytes));
        assertThat(reply.body()).isEqualTo(bytes);
    }
}
