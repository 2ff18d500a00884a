package dev.echobus.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.metric.ClientSnapshot;
import dev.echobus.metric.ClusterSnapshot;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.GatewaySnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.metric.ProcessSnapshot;
import dev.echobus.metric.ServerSnapshot;
import dev.echobus.metric.TraceSnapshot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a view tells of other nodes: on a real bus, where one answers, and with a clock that is set by hand. */
class LiveViewTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Cluster cluster = new Cluster();
    private volatile long nowNanos = TimeUnit.DAYS.toNanos(1);
    private final LiveView view = new LiveView(vertx, cluster, () -> nowNanos);

    @BeforeEach
    void open() throws Exception {
        vertx.eventBus()
                .consumer(
                        Addresses.SERVICE_STATS,
                        asked -> vertx.eventBus()
                                .send(
                                        asked.headers().get(Addresses.REPLY_ADDRESS_HEADER),
                                        new JsonObject()
                                                .put("node", "other")
                                                .put("messages", 7)
                                                .put("threads", 8)
                                                .put(
                                                        "connectionsClosedByCode",
                                                        new JsonObject()
                                                                .put("DRAINED", 0)
                                                                .put("IDLE_TIMEOUT", 2))));
        onLoop(() -> {
            view.open();
            return Future.succeededFuture();
        });
    }

    /** Where answers come too. */
    private <T> T onLoop(Supplier<Future<T>> task) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(turn -> task.get().onComplete(done));
        return done.future().await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void anotherNodeIsAskedAndItsAnswerIsInALaterView() throws Exception {
        cluster.is("other", "up");
        assertThat(names(take())).containsExactly("here", "other");
        JsonObject stats = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (stats == null && System.nanoTime() < end) {
            stats = node(take(), 1).getJsonObject("stats");
        }
        assertThat(stats)
                .as("what is shown, and codes that happened")
                .isEqualTo(new JsonObject("{\"messages\":7,\"connectionsClosedByCode\":{\"IDLE_TIMEOUT\":2}}"));
    }

    @Test
    void whoHasGoneIsShownForHalfAMinute() throws Exception {
        cluster.is("other", "up");
        take();
        cluster.is("other", "lost");
        assertThat(node(take(), 1).getString("state")).isEqualTo("lost");
        nowNanos += TimeUnit.SECONDS.toNanos(30);
        assertThat(names(take())).containsExactly("here", "other");
        nowNanos++;
        assertThat(names(take())).containsExactly("here");
        cluster.is("other", "up");
        assertThat(node(take(), 1).getString("state")).isEqualTo("up");
    }

    /** Who went before anybody looked is no news, and neither are guests. */
    @Test
    void whoWasNeverSeenIsNotShown() throws Exception {
        cluster.is("before", "lost");
        cluster.members.add(new JsonObject("{\"node\":\"guest\",\"kind\":\"guest\",\"state\":\"up\"}"));
        assertThat(names(take())).containsExactly("here");
    }

    @Test
    void soManyOthersAreShownAndNoMore() throws Exception {
        IntStream.range(0, LiveView.NODES_MAX + 5).forEach(number -> cluster.is("node" + number, "up"));
        assertThat(names(take())).hasSize(1 + LiveView.NODES_MAX);
    }

    private JsonObject take() throws Exception {
        return onLoop(view::take).toJsonObject();
    }

    private static JsonObject node(JsonObject taken, int index) {
        return taken.getJsonArray("nodes").getJsonObject(index);
    }

    private static List<String> names(JsonObject taken) {
        return taken.getJsonArray("nodes").stream()
                .map(node -> ((JsonObject) node).getString("node"))
                .toList();
    }

    /** A node that knows of others what it is told here. */
    private static final class Cluster implements AdminNode {

        private final List<JsonObject> members = new CopyOnWriteArrayList<>();

        void is(String node, String state) {
            members.removeIf(member -> member.getString("node").equals(node));
            members.add(new JsonObject().put("node", node).put("kind", "node").put("state", state));
        }

        @Override
        public String name() {
            return "here";
        }

        @Override
        public JsonObject info() {
            return new JsonObject().put("state", "ready").put("members", new JsonArray(List.copyOf(members)));
        }

        @Override
        public NodeSnapshot numbers() {
            return new NodeSnapshot(
                    new ServerSnapshot(0, 0, 0, Map.of()),
                    ClientSnapshot.NONE,
                    ClusterSnapshot.NONE,
                    GatewaySnapshot.NONE,
                    TraceSnapshot.NONE,
                    ProcessSnapshot.NONE);
        }

        @Override
        public Future<List<LoopSnapshot>> loops() {
            return Future.succeededFuture(List.of(new LoopSnapshot("loop", 3)));
        }

        @Override
        public boolean isClustered() {
            return true;
        }

        @Override
        public Map<String, String> readiness() {
            return Map.of();
        }

        @Override
        public JsonArray config() {
            return new JsonArray();
        }

        @Override
        public Future<List<ConnectionSnapshot>> connections() {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<JsonObject> mesh(List<JsonObject> infos) {
            return Future.failedFuture("not asked");
        }

        @Override
        public Future<Boolean> close(String connection) {
            return Future.succeededFuture(false);
        }

        @Override
        public Change change(Map<String, String> settings) {
            return new Change(List.of(), Map.of());
        }

        @Override
        public void drain() {
            throw new UnsupportedOperationException();
        }
    }
}
