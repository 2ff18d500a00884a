package dev.echobus.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a rehearsal says of servers that echo, close, reset, fall silent, lie and go away, and of a bus that fails. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RolloutTest {

    private static final int STALL_MS = 500;

    /** Slow enough that no message is on its way when a connection ends. */
    private static final int HELD_RATE = 20;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void whereNothingHappensNothingIsLost() throws Exception {
        int port = serve(this::echo).actualPort();
        RolloutResult result = run(plan(port, 3, 50, 0), () -> messages.get() > 300);
        assertThat(result.unbroken()).isEqualTo(3);
        assertThat(result.traffic()).hasSize(2).allSatisfy(traffic -> {
            assertThat(traffic.sent()).isPositive().isEqualTo(traffic.answered());
            assertThat(traffic.lost()).isZero();
            assertThat(traffic.breaks()).isEmpty();
            assertThat(traffic.reasons()).isEmpty();
        });
    }

    @Test
    void aHeldConnectionThatIsClosedWithNothingOwedIsNoLoss() throws Exception {
        int port = serve(socket -> socket.handler(bytes -> {
                    if (messages.incrementAndGet() == 5) {
                        socket.end(bytes);
                    } else {
                        socket.write(bytes);
                    }
                }))
                .actualPort();
        TrafficResult held = only(run(plan(port, 1, 0, 0), () -> messages.get() > 10));
        assertThat(held.count(Break.FIN)).isEqualTo(1);
        assertThat(held.lost()).isZero();
        assertThat(held.reasons()).isEmpty();
    }

    @Test
    void aHeldConnectionThatIsClosedBeforeTheAnswerLosesIt() throws Exception {
        int port = serve(socket -> socket.handler(bytes -> {
                    if (messages.incrementAndGet() == 5) {
                        socket.close();
                    } else {
                        socket.write(bytes);
                    }
                }))
                .actualPort();
        RolloutResult result = run(plan(port, 1, 0, 0), () -> messages.get() > 10);
        TrafficResult held = only(result);
        assertThat(held.lost()).isEqualTo(1);
        assertThat(held.sent()).isEqualTo(held.answered() + 1);
        assertThat(held.count(Break.FIN)).isEqualTo(1);
        assertThat(held.reasons()).containsKey("closed by the server before the answer");
        assertThat(result.unbroken()).isZero();
    }

    @Test
    void aResetIsNamedAsOne() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var accepting = new Thread(() -> resetTheSecond(server));
            accepting.start();
            TrafficResult held = only(run(plan(server.getLocalPort(), 1, 0, 0), () -> messages.get() > 1));
            assertThat(held.count(Break.RST)).isEqualTo(1);
            assertThat(held.lost()).isPositive();
            assertThat(held.reasons().keySet()).anyMatch(reason -> reason.startsWith("Connection reset"));
        }
    }

    /** The first connection is the check's; the second is reset; a third ends it. */
    private void resetTheSecond(ServerSocket server) {
        try {
            var first = server.accept();
            first.getOutputStream().write(first.getInputStream().readNBytes(64));
            var second = server.accept();
            second.getInputStream().readNBytes(64);
            second.setSoLinger(true, 0);
            second.close();
            messages.incrementAndGet();
            try (var third = server.accept()) {
                messages.incrementAndGet();
                third.getInputStream().transferTo(third.getOutputStream());
            }
        } catch (IOException over) {
            messages.set(Integer.MAX_VALUE);
        }
    }

    @Test
    void silenceIsAStall() throws Exception {
        int port = serve(socket -> {
                    int number = connections.incrementAndGet();
                    socket.handler(bytes -> {
                        // Of the check, and of what comes after the silent one.
                        if (number != 2) {
                            messages.incrementAndGet();
                            socket.write(bytes);
                        }
                    });
                })
                .actualPort();
        TrafficResult held = only(run(plan(port, 1, 0, 0), () -> messages.get() > 3));
        assertThat(held.count(Break.STALL)).isEqualTo(1);
        assertThat(held.lost()).isPositive();
        assertThat(held.gapNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(STALL_MS));
        assertThat(held.reasons()).containsKey("no answer within " + STALL_MS + " ms");
    }

    @Test
    void otherBytesAreWrongAndNoAnswer() throws Exception {
        int port = serve(socket -> socket.handler(bytes -> {
                    byte[] answer = bytes.getBytes();
                    if (messages.incrementAndGet() == 5) {
                        answer[10] ^= 1;
                    }
                    socket.write(Buffer.buffer(answer));
                }))
                .actualPort();
        RolloutResult result = run(plan(port, 1, 0, 0), () -> messages.get() > 10);
        assertThat(result.wrong()).isEqualTo(1);
        assertThat(only(result).lost()).isPositive();
        assertThat(only(result).count(Break.WRONG)).isEqualTo(1);
    }

    @Test
    void whereNobodyListensNewConnectionsAreLostAndHeldOnesWait() throws Exception {
        NetServer server = serve(this::echo);
        int port = server.actualPort();
        var rollout = new Rollout(vertx, plan(port, 2, 50, 0), request(), Addresses.CLIENT_ECHO);
        await(rollout.check());
        await(rollout.start());
        until(() -> messages.get() > 20);
        await(server.close());
        long closedNanos = System.nanoTime();
        until(() -> System.nanoTime() - closedNanos > TimeUnit.MILLISECONDS.toNanos(300));
        await(vertx.createNetServer().connectHandler(this::echo).listen(port, "127.0.0.1"));
        int before = messages.get();
        until(() -> messages.get() > before + 20);
        RolloutResult result = await(rollout.stop());
        TrafficResult held = result.traffic().get(0);
        TrafficResult made = result.traffic().get(1);
        assertThat(made.count(Break.UNOPENED)).isPositive();
        assertThat(made.lost()).isGreaterThanOrEqualTo(made.count(Break.UNOPENED));
        assertThat(made.reasons()).containsKey("Connection refused");
        assertThat(held.sent()).as("what cannot leave is not sent").isEqualTo(held.answered() + held.lost());
        assertThat(held.gapNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(result.unbroken()).isZero();
    }

    @Test
    void requestsThatFailAreRepeatedOrLostByName() throws Exception {
        int port = serve(this::echo).actualPort();
        vertx.eventBus().<Buffer>consumer(Addresses.CLIENT_ECHO, message -> {
            switch (messages.incrementAndGet()) {
                case 3 -> message.reply(FailureCode.NOT_CONNECTED.with("not yet"));
                case 6 -> message.reply(FailureCode.INVALID_MESSAGE.with("never"));
                case 9 -> message.reply(Buffer.buffer("other bytes"));
                default -> message.reply(message.body());
            }
        });
        RolloutResult result = run(plan(port, 0, 0, 50), () -> messages.get() > 20);
        TrafficResult bus = only(result);
        assertThat(bus.retried()).isEqualTo(1);
        assertThat(bus.triesMax()).isEqualTo(2);
        assertThat(bus.lost()).isEqualTo(2);
        assertThat(bus.wrong()).isEqualTo(1);
        assertThat(bus.sent()).isEqualTo(bus.answered() + 2);
        assertThat(bus.reasons()).hasSize(2).containsKey("the reply's bytes differ");
    }

    @Test
    void aTargetThatDoesNotEchoIsNotRehearsed() throws Exception {
        int silent = serve(socket -> socket.handler(bytes -> {})).actualPort();
        int closing = serve(NetSocket::close).actualPort();
        NetServer gone = serve(this::echo);
        int refused = gone.actualPort();
        await(gone.close());
        assertThatThrownBy(() -> await(rollout(silent).check())).hasMessageContaining("no answer within 500 ms");
        assertThatThrownBy(() -> await(rollout(closing).check())).hasMessageContaining("closed");
        assertThatThrownBy(() -> await(rollout(refused).check())).hasMessageContaining("Connection refused");
    }

    @Test
    void recordsAndLinesAreUnpacked() throws Exception {
        for (FramingKind kind : FramingKind.values()) {
            int port = serve(this::echo).actualPort();
            var plan = new RolloutPlan(
                    Endpoint.tcp("127.0.0.1", port), new FramingSpec(kind, 4), 1, 50, 10, 0, 64, STALL_MS);
            int before = connections.get();
            RolloutResult result = run(plan, () -> connections.get() > before + 5);
            assertThat(result.traffic())
                    .allSatisfy(traffic -> assertThat(traffic.lost()).isZero());
        }
    }

    private Rollout rollout(int port) {
        return new Rollout(vertx, plan(port, 1, 0, 0), request(), Addresses.CLIENT_ECHO);
    }

    private RolloutResult run(RolloutPlan plan, BooleanSupplier isEnough) throws Exception {
        var rollout = new Rollout(vertx, plan, request(), Addresses.CLIENT_ECHO);
        await(rollout.check());
        messages.set(0);
        await(rollout.start());
        until(isEnough);
        return await(rollout.stop());
    }

    private RetryingRequest request() {
        return new RetryingRequest(vertx, RetryPolicy.ofDefaults(true));
    }

    private static RolloutPlan plan(int port, int held, double newRate, double busRate) {
        return new RolloutPlan(
                Endpoint.tcp("127.0.0.1", port),
                new FramingSpec(FramingKind.RAW, 4),
                held,
                HELD_RATE,
                newRate,
                busRate,
                64,
                STALL_MS);
    }

    private static TrafficResult only(RolloutResult result) {
        assertThat(result.traffic()).hasSize(1);
        return result.traffic().get(0);
    }

    private NetServer serve(Consumer<NetSocket> behaviour) throws Exception {
        return await(vertx.createNetServer().connectHandler(behaviour::accept).listen(0, "127.0.0.1"));
    }

    private void echo(NetSocket socket) {
        connections.incrementAndGet();
        socket.handler(bytes -> {
            messages.incrementAndGet();
            socket.write(bytes);
        });
    }

    private static void until(BooleanSupplier isTrue) {
        while (!isTrue.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
