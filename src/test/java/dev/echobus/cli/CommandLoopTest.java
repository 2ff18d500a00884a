package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command ends also where what it opened does not. */
@Timeout(30)
class CommandLoopTest {

    /** As many seconds as somebody at a terminal waits for its prompt. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    /** For a machine that has other things to do. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Streams streams = new Streams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    @Test
    void closingIsWaitedForAndSilent() throws InterruptedException {
        Vertx vertx = CommandLoop.open();
        Thread loop = loopOf(vertx);
        CommandLoop.close(vertx, streams);
        loop.join(GRACE.toMillis());
        assertThat(loop.isAlive()).isFalse();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whatDoesNotCloseIsLeftAfterThreeSecondsAndTold() throws Exception {
        Vertx vertx = CommandLoop.open();
        Promise<Void> stopped = Promise.promise();
        await(vertx.deployVerticle(new Hanging(stopped.future())));
        long startNanos = System.nanoTime();
        CommandLoop.close(vertx, streams);
        var taken = Duration.ofNanos(System.nanoTime() - startNanos);
        try {
            assertThat(taken).isBetween(CLOSE_MAX, CLOSE_MAX.plus(GRACE));
            assertThat(complaints()).isEqualTo("echobus: not closed within 3000 ms\n");
        } finally {
            stopped.complete();
            await(vertx.close());
        }
    }

    /** Waits for something before it is undeployed. */
    private static final class Hanging extends VerticleBase {

        private final Future<Void> stopped;

        Hanging(Future<Void> stopped) {
            this.stopped = stopped;
        }

        @Override
        public Future<?> stop() {
            return stopped;
        }
    }

    private static Thread loopOf(Vertx vertx) {
        Promise<Thread> loop = Promise.promise();
        vertx.runOnContext(ignored -> loop.complete(Thread.currentThread()));
        return await(loop.future());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private String complaints() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
