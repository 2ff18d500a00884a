package dev.echobus.cli;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Lets the main thread wait for the event loops. */
final class Waiting {

    private Waiting() {}

    /** The future's result; its failure is the cause of the exception. Never to be called on an event loop. */
    static <T> T on(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
