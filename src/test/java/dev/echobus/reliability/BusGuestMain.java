package dev.echobus.reliability;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.Endpoint;
import dev.echobus.config.MemberAddress;
import dev.echobus.config.SettingsModel;
import dev.echobus.runtime.BusGuest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A guest of a cluster, in a process of its own. {@code answer MEMBERS} consumes {@link #FLOODED} and answers by nothing
 * but that; {@code ask MEMBERS} reads lines {@code quiet SECONDS} and {@code flood SECONDS}, sends requests to
 * {@code echobus.client.echo} for so long at a steady rate, and beside them large ones to {@link #FLOODED} when told to,
 * and prints what came of them.
 */
final class BusGuestMain {

    static final String FLOODED = "echobus.test.flooded";

    /** So long that nobody counts as gone because it does not read. */
    private static final int HEARTBEAT_TIMEOUT_MS = 600_000;

    /** 200 requests a second, and 50 MiB a second of large ones: far more than may wait, and no load for a processor. */
    private static final int INTERVAL_MS = 5;

    private static final Buffer LARGE = Buffer.buffer(new byte[262_144]);

    private static final DeliveryOptions DEADLINE = new DeliveryOptions().setSendTimeout(5_000);

    private BusGuestMain() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Waiter.await(join(arguments[1]));
        switch (arguments[0]) {
            case "answer" ->
                Waiter.await(vertx.eventBus()
                        .consumer(FLOODED, message -> message.reply(""))
                        .completion());
            case "ask" -> {
                System.out.println("joined");
                ask(vertx);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("ready");
    }

    private static Future<Vertx> join(String members) {
        var values = SettingsModel.ECHOBUS.defaults();
        values.put("cluster.members", List.of(MemberAddress.of(Endpoint.tcp("127.0.0.1", Integer.parseInt(members)))));
        values.put("cluster.port", 0);
        values.put("cluster.heartbeatTimeoutMs", HEARTBEAT_TIMEOUT_MS);
        return BusGuest.join(SettingsModel.ECHOBUS.bind(values).cluster());
    }

    private static void ask(Vertx vertx) throws IOException, InterruptedException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            System.out.println(new Phase(vertx, words[0], Integer.parseInt(words[1])).run());
        }
    }

    /** Requests at a steady rate, for a while. */
    private static final class Phase {

        private final Vertx vertx;
        private final String kind;
        private final int count;
        private final long[] nanos;
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicLong overloaded = new AtomicLong();
        private final AtomicLong unanswered = new AtomicLong();
        private final AtomicLong flooded = new AtomicLong();
        private final CountDownLatch done;

        Phase(Vertx vertx, String kind, int seconds) {
            this.vertx = vertx;
            this.kind = kind;
            count = seconds * 1_000 / INTERVAL_MS;
            nanos = new long[count];
            done = new CountDownLatch(count);
        }

        String run() throws InterruptedException {
            long startNanos = System.nanoTime();
            long timer = vertx.setPeriodic(INTERVAL_MS, each -> {
                if ("flood".equals(kind)) {
                    flood();
                }
                request(startNanos);
            });
            done.await();
            vertx.cancelTimer(timer);
            Arrays.sort(nanos);
            return "%s: %d requests, %d failed, p50 %d us, p99 %d us, max %d us; %d large: %d answered, %d overloaded, %d failed"
                    .formatted(
                            kind,
                            count,
                            failed.get(),
                            micros(50),
                            micros(99),
                            micros(100),
                            flooded.get(),
                            flooded.get() - overloaded.get() - unanswered.get(),
                            overloaded.get(),
                            unanswered.get());
        }

        private int sent;

        /** On one event loop. What is late counts from when it was due. */
        private void request(long startNanos) {
            if (sent == count) {
                return;
            }
            int index = sent++;
            long dueNanos = startNanos + TimeUnit.MILLISECONDS.toNanos((long) (index + 1) * INTERVAL_MS);
            vertx.eventBus().request(Addresses.CLIENT_ECHO, "hello", DEADLINE).onComplete(reply -> {
                nanos[index] = Math.max(0, System.nanoTime() - dueNanos);
                (reply.succeeded() ? answered : failed).incrementAndGet();
                done.countDown();
            });
        }

        private void flood() {
            flooded.incrementAndGet();
            vertx.eventBus().request(FLOODED, LARGE, DEADLINE).onFailure(cause -> {
                boolean isOverload = cause instanceof ReplyException failure
                        && failure.failureCode() == FailureCode.OVERLOADED.number();
                (isOverload ? overloaded : unanswered).incrementAndGet();
            });
        }

        private long micros(int percent) {
            int index = (int) Math.ceil(count * percent / 100.0) - 1;
            return nanos[Math.max(0, index)] / 1_000;
        }
    }

    /** Blocks the main thread, which is nobody's event loop. */
    private static final class Waiter {

        private Waiter() {}

        static <T> T await(Future<T> future) throws Exception {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
