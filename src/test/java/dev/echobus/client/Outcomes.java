package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for futures, with a deadline. */
final class Outcomes {

    private static final int DEADLINE_S = 30;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Outcomes() {}

    static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("expected a result", failed.getCause());
        } catch (InterruptedException | TimeoutException late) {
            throw new AssertionError("no outcome within " + DEADLINE_S + " s", late);
        }
    }

    /** Waits until a condition holds. */
    static void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("the condition did not hold within " + DEADLINE_S + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    static Throwable causeOf(Future<?> future) {
        return of(future.map(result -> (Throwable) new AssertionError("expected a failure, found " + result))
                .otherwise(cause -> cause));
    }

    /** The failure's message, once it is known to be of this code. */
    static String failure(Future<?> future, FailureCode code) {
        Throwable cause = causeOf(future);
        assertThat(cause).isInstanceOf(ReplyException.class).hasMessageStartingWith(code.name() + ": ");
        assertThat(((ReplyException) cause).failureCode()).isEqualTo(code.number());
        return cause.getMessage();
    }
}
