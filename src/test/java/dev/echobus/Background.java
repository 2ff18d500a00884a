package dev.echobus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Runs what blocks, each on a thread of its own: the common pool of a small machine has but one. */
public final class Background {

    private static final Executor A_THREAD_EACH = task -> {
        var thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    };

    private Background() {}

    public static <T> CompletableFuture<T> supply(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, A_THREAD_EACH);
    }

    public static CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, A_THREAD_EACH);
    }
}
