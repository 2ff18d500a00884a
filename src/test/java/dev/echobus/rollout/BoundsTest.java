package dev.echobus.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.wire.FrameCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a rehearsal holds at once while nothing answers it, and what becomes of what is due beyond that. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BoundsTest {

    private static final int SIZE_BYTES = 64;

    private static final int STALL_MS = 60_000;

    /** Long enough for several turns of the pace, on the same loop. */
    private static final int MORE_IS_DUE_MS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void heldConnectionSendsNoMoreWhileSoManyAreUnanswered() throws Exception {
        var owed = Buffer.buffer();
        Promise<NetSocket> full = Promise.promise();
        int port = serve(socket -> socket.handler(bytes -> {
            owed.appendBuffer(bytes);
            if (owed.length() >= HeldConnections.UNANSWERED_MAX * SIZE_BYTES) {
                full.tryComplete(socket);
            }
        }));
        var plan = plan(port, 1, 0, 0);
        Traffic held = start(() -> new HeldConnections(vertx, target(plan), plan));
        NetSocket socket = await(full.future());
        await(moreIsDue());

        assertThat(owed.length()).isEqualTo(HeldConnections.UNANSWERED_MAX * SIZE_BYTES);
        var stopped = stop(held);
        socket.write(owed);
        TrafficResult result = await(stopped);
        assertThat(result.sent()).isEqualTo(HeldConnections.UNANSWERED_MAX);
        assertThat(result.answered()).isEqualTo(HeldConnections.UNANSWERED_MAX);
        assertThat(result.lost()).isZero();
    }

    @Test
    void connectionThatIsDueWhileSoManyWaitIsLost() throws Exception {
        List<NetSocket> sockets = new ArrayList<>();
        Promise<Void> full = Promise.promise();
        int port = serve(socket -> {
            sockets.add(socket);
            if (sockets.size() == NewConnections.OPEN_MAX) {
                full.complete();
            }
        });
        var plan = plan(port, 0, RolloutPlan.RATE_MAX, 0);
        Traffic made = start(() -> new NewConnections(vertx, target(plan), plan));
        await(full.future());
        await(moreIsDue());

        assertThat(sockets).hasSize(NewConnections.OPEN_MAX);
        var stopped = stop(made);
        sockets.forEach(NetSocket::close);
        TrafficResult result = await(stopped);
        assertThat(result.count(Break.FIN) + result.count(Break.RST)).isEqualTo(NewConnections.OPEN_MAX);
        assertBeyond(result, NewConnections.OPEN_MAX, "more than 5000 connections wait for their answer");
        assertThat(result.lost()).isEqualTo(result.sent());
    }

    @Test
    void requestThatIsDueWhileSoManyWaitIsLost() throws Exception {
        List<Message<Buffer>> requests = new ArrayList<>();
        Promise<Void> full = Promise.promise();
        Traffic bus = start(() -> {
            vertx.eventBus().<Buffer>consumer(Addresses.CLIENT_ECHO, message -> {
                requests.add(message);
                if (requests.size() == BusRequests.IN_FLIGHT_MAX) {
                    full.complete();
                }
            });
            var request = new RetryingRequest(vertx, new RetryPolicy(1, STALL_MS, STALL_MS, false));
            return new BusRequests(vertx, request, Addresses.CLIENT_ECHO, plan(1, 0, 0, RolloutPlan.RATE_MAX));
        });
        await(full.future());
        await(moreIsDue());

        assertThat(requests).hasSize(BusRequests.IN_FLIGHT_MAX);
        var stopped = stop(bus);
        requests.forEach(request -> request.reply(request.body()));
        TrafficResult result = await(stopped);
        assertThat(result.answered()).isEqualTo(BusRequests.IN_FLIGHT_MAX);
        assertBeyond(result, BusRequests.IN_FLIGHT_MAX, "more than 50000 requests wait for their reply");
    }

    @Test
    void reasonsBeyondSoManyAreCountedTogether() {
        var ledger = new Ledger(TrafficKind.BUS);
        for (int number = 0; number < Ledger.REASONS_MAX; number++) {
            ledger.failed("reason " + number);
        }
        assertThat(ledger.result().reasons()).hasSize(Ledger.REASONS_MAX).doesNotContainKey("other reasons");

        ledger.failed("one more");
        ledger.broke(Break.RST, "and another", 1);
        ledger.failed("reason 0");

        assertThat(ledger.result().reasons())
                .hasSize(Ledger.REASONS_MAX + 1)
                .containsAllEntriesOf(Map.of("other reasons", 2L, "reason 0", 2L, "reason 1", 1L));
        assertThat(ledger.result().lost()).isEqualTo(Ledger.REASONS_MAX + 3);
    }

    private static void assertBeyond(TrafficResult result, int max, String reason) {
        assertThat(result.sent()).isGreaterThan(max);
        assertThat(result.reasons()).containsEntry(reason, result.sent() - max);
    }

    /** What makes it runs on the loop that it sends on. */
    private <T extends Traffic> T start(Supplier<T> maker) throws Exception {
        return await(onLoop(() -> {
            T traffic = maker.get();
            traffic.start();
            return Future.succeededFuture(traffic);
        }));
    }

    private Future<TrafficResult> stop(Traffic traffic) {
        return onLoop(traffic::stop);
    }

    private Future<Void> moreIsDue() {
        return onLoop(() -> vertx.timer(MORE_IS_DUE_MS, TimeUnit.MILLISECONDS).mapEmpty());
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> action.get().onComplete(done));
        return done.future();
    }

    private int serve(Handler<NetSocket> behaviour) throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(behaviour);
        return await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static Target target(RolloutPlan plan) {
        return new Target(
                SocketAddress.inetSocketAddress(plan.target().port(), "127.0.0.1"),
                FrameCodec.of(plan.framing(), RolloutPlan.SIZE_MAX_BYTES),
                plan.stallMs());
    }

    private static RolloutPlan plan(int port, int held, double newRate, double busRate) {
        return new RolloutPlan(
                Endpoint.tcp("127.0.0.1", port),
                new FramingSpec(FramingKind.RAW, 4),
                held,
                RolloutPlan.RATE_MAX,
                newRate,
                busRate,
                SIZE_BYTES,
                STALL_MS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
