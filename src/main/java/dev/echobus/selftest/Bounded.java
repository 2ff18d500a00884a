package dev.echobus.selftest;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for event loops, never longer than a limit. Not to be called on one. */
public final class Bounded {

    private Bounded() {}

    /** The future's result; its failure is the cause of the {@link ExecutionException}. */
    public static <T> T await(Future<T> future, int limitMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(limitMs, TimeUnit.MILLISECONDS);
    }
}
