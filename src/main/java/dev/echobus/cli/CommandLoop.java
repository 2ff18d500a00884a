package dev.echobus.cli;

import dev.echobus.common.Causes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Vert.x of a command that comes and goes: one event loop. */
final class CommandLoop {

    /** What hangs then ends with the process. */
    private static final int CLOSE_MAX_MS = 3_000;

    private CommandLoop() {}

    static Vertx open() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    }

    /**
     * Closes it, or a guest's, and waits for its threads to end: a JVM that exits waits 300 ms for each thread that is in a
     * call of the system, as an event loop is. Not to be called on one.
     */
    static void close(Vertx vertx, Streams streams) throws InterruptedException {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_MAX_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            streams.complain(Causes.describe(failure));
        } catch (TimeoutException late) {
            streams.complain("not closed within " + CLOSE_MAX_MS + " ms");
        }
    }
}
