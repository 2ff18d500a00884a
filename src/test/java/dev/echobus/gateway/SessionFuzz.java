package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryCounts;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.TestConfigs;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: the session engine, given frames that zero bytes part, on a real bus. Nothing is thrown, each frame that is
 * none is answered by its error at once and by nothing else, unless there were too many, and what is written is JSON.
 */
public final class SessionFuzz {

    private static final int ERRORS_MAX = 16;

    private static final Vertx VERTX = Vertx.vertx();

    private static final Context CONTEXT = VERTX.getOrCreateContext();

    private static final GatewayLoop LOOP = loop();

    private SessionFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        var done = new CompletableFuture<Void>();
        CONTEXT.runOnContext(turn -> {
            try {
                check(input);
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        try {
            done.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("a session", failed);
        }
    }

    private static void check(byte[] input) {
        var transport = new Recorder();
        var isClosed = new boolean[1];
        var session = new Session(LOOP, transport, () -> isClosed[0] = true);
        int begin = 0;
        while (begin < input.length) {
            int end = begin;
            while (end < input.length && input[end] != 0) {
                end++;
            }
            one(session, transport, Arrays.copyOfRange(input, begin, end));
            begin = end + 1;
        }
        session.ends().onClosed();
        assertThat(isClosed[0]).isTrue();
    }

    private static void one(Session session, Recorder transport, byte[] frame) {
        FrameReading reading = new FrameReader(LOOP.settings().jsonDepthMax()).read(frame, frame.length);
        boolean isServed = session.ends().life().takesFrames();
        int before = transport.written.size();
        session.onFrame(frame, frame.length);
        List<JsonObject> written = transport.written.subList(before, transport.written.size());
        if (!isServed) {
            assertThat(written).isEmpty();
        } else if (reading instanceof FrameReading.Rejected rejected) {
            assertThat(written).hasSize(1);
            assertThat(written.get(0).getString("message"))
                    .isEqualTo(
                            transport.isClosed
                                    ? "too_many_errors"
                                    : rejected.error().code());
            assertThat(transport.isClosed && before < ERRORS_MAX)
                    .as("closed too soon")
                    .isFalse();
        } else if (reading instanceof Inbound.Ping) {
            assertThat(written).hasSize(1);
            assertThat(written.get(0).getString("type")).isEqualTo("pong");
        } else if (reading instanceof Inbound.Auth) {
            assertThat(transport.isClosed).as("nobody has a token").isTrue();
        }
    }

    private static GatewayLoop loop() {
        var config = TestConfigs.of(
                "gateway.enabled=true",
                "gateway.jsonDepthMax=8",
                "gateway.registrationsMax=4",
                "gateway.errorsPerSecondMax=" + ERRORS_MAX,
                "gateway.pendingRepliesMax=8",
                "gateway.rules.open.address=open.**",
                "gateway.rules.open.send=true",
                "gateway.rules.open.publish=true",
                "gateway.rules.open.register=true");
        var stats = new GatewayStats(config.gateway());
        try {
            var requests = new RetryingRequest(
                    VERTX,
                    () -> RetryPolicy.ofDefaults(false),
                    new RetryBudget(new RetryCounts()),
                    new SplittableRandom(1));
            return new GatewayLoop(
                    VERTX.eventBus(),
                    requests,
                    config.gateway(),
                    Permissions.of(config.gateway(), stats),
                    stats,
                    Tracing.OFF,
                    new FrameReader(config.gateway().jsonDepthMax()),
                    new FrameWriter(Dialect.TCP),
                    new SessionRelief(stats.buffers(), Runnable::run, List.of()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Takes every frame at once. */
    private static final class Recorder implements SessionTransport {

        private final List<JsonObject> written = new ArrayList<>();
        private boolean isClosed;

        @Override
        public void countWaiting(long moreBytes) {
            assertThat(moreBytes).as("it has room").isZero();
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public String remote() {
            return "fuzz";
        }

        @Override
        public @Nullable String subject() {
            return null;
        }

        @Override
        public void write(byte[] frame, int length) {
            assertThat(isClosed).as("a frame after the last").isFalse();
            var json = new JsonObject(new String(frame, 0, length, StandardCharsets.UTF_8));
            assertThat(json.getString("type")).isIn("message", "err", "pong", "ack");
            written.add(json);
        }

        @Override
        public boolean isWriteQueueFull() {
            return false;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public boolean isInFrame() {
            return false;
        }

        @Override
        public void sweep() {}

        @Override
        public void close(@Nullable GatewayError why) {
            isClosed = true;
        }
    }
}
