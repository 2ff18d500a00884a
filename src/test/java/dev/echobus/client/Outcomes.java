package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, with a deadline. */
final class Outcomes {

    private static final int DEADLINE_S = 30;

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
