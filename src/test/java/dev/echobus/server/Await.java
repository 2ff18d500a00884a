package dev.echobus.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for conditions, each with a deadline. */
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 5_000_000;

    private Await() {}

    static <T> T result(Future<T> future) {
        try {
            return future.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no result within " + DEADLINE, late);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits until a count has not moved for half a second: longer than the server takes to bring its totals up. */
    static long settled(String what, LongSupplier count) {
        long[] seen = {count.getAsLong(), System.nanoTime()};
        until(what + " stands still", () -> {
            long now = count.getAsLong();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > 500_000_000;
        });
        return seen[0];
    }
}
