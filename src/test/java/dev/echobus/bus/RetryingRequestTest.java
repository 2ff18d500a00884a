package dev.echobus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.RetryingRequest.Replied;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(VertxExtension.class)
class RetryingRequestTest {

    private static final String ADDRESS = "echobus.test.retry";
    private static final RetryPolicy IDEMPOTENT = new RetryPolicy(5, 1_000, 10_000, true);
    private static final RetryPolicy CAREFUL = new RetryPolicy(5, 1_000, 10_000, false);

    @Test
    void aReplyComesWithTheNumberOfAttempts(Vertx vertx) throws Exception {
        consume(vertx, message -> message.reply("fine"));

        assertThat(send(vertx, IDEMPOTENT)).isEqualTo("fine after 1");
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsFollowedByAnotherAttemptWhereThatIsSafe(FailureCode code, Vertx vertx) throws Exception {
        failTwice(vertx, code.with("for now"));
        boolean isSafeForAll = List.of(FailureCode.NOT_CONNECTED, FailureCode.OVERLOADED, FailureCode.DRAINING)
                .contains(code);
        boolean isSafeForIdempotent = isSafeForAll
                || List.of(FailureCode.TIMED_OUT, FailureCode.UNKNOWN_OUTCOME).contains(code);
        String failed = code.name() + ": for now after 1";

        assertThat(send(vertx, IDEMPOTENT)).isEqualTo(isSafeForIdempotent ? "fine after 3" : failed);
        failTwice(vertx, code.with("for now"));
        assertThat(send(vertx, CAREFUL)).isEqualTo(isSafeForAll ? "fine after 3" : failed);
    }

    @Test
    void codesOfOthersAreNotRepeated(Vertx vertx) throws Exception {
        consume(vertx, message -> message.fail(4_711, "not ours"));

        assertThat(send(vertx, IDEMPOTENT)).isEqualTo("not ours after 1");
    }

    @Test
    void theLastFailureIsToldWhenAttemptsRunOut(Vertx vertx) throws Exception {
        consume(vertx, message -> message.reply(FailureCode.OVERLOADED.with("for good")));

        assertThat(send(vertx, IDEMPOTENT)).isEqualTo("OVERLOADED: for good after 5");
    }

    @Test
    void aConsumerMayComeLate(Vertx vertx) throws Exception {
        vertx.setTimer(100, timer -> consume(vertx, message -> message.reply("fine")));

        assertThat(send(vertx, new RetryPolicy(1_000, 1_000, 10_000, false))).startsWith("fine after ");
    }

    @Test
    void aSilentConsumerCostsOneAttempt(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> {});
        consume(vertx, message -> message.reply("fine"));

        assertThat(send(vertx, new RetryPolicy(2, 50, 10_000, true))).isIn("fine after 1", "fine after 2");
        assertThat(send(vertx, new RetryPolicy(2, 50, 10_000, true))).isIn("fine after 1", "fine after 2");
        assertThat(seen).isNotEmpty();
    }

    @Test
    void theDeadlineEndsAllAttempts(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> {});
        long startNanos = System.nanoTime();

        var outcome = outcome(vertx, new RetryPolicy(1_000, 100, 500, true), new DeliveryOptions());

        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failure().failureType()).isEqualTo(ReplyFailure.TIMEOUT);
            assertThat(failed.attempts()).isEqualTo(seen.size()).isBetween(2, 5);
        });
        assertThat(tookMs).isBetween(300L, 500L + RetryingRequest.GRACE_MS + 1_000);
    }

    @Test
    void theTimeoutHeaderIsTheAttemptsUnlessTheSenderSaid(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> message.reply("fine"));

        outcome(vertx, new RetryPolicy(1, 70, 10_000, true), new DeliveryOptions());
        outcome(vertx, new RetryPolicy(1, 7_000, 60, true), new DeliveryOptions());
        outcome(
                vertx,
                IDEMPOTENT,
                new DeliveryOptions().addHeader("timeoutMs", "5").addHeader("mine", "kept"));

        assertThat(seen)
                .extracting(message -> message.headers().get("timeoutMs"))
                .satisfies(headers -> {
                    assertThat(headers.get(0)).isEqualTo("70");
                    assertThat(Integer.parseInt(headers.get(1))).isBetween(1, 60);
                    assertThat(headers.get(2)).isEqualTo("5");
                });
        assertThat(seen.get(2).headers().get("mine")).isEqualTo("kept");
    }

    @Test
    void theReceiversNamedFailureWinsOverTheBusTimeout(Vertx vertx) throws Exception {
        consume(vertx, message -> {
            long timeoutMs = Long.parseLong(message.headers().get("timeoutMs"));
            vertx.setTimer(timeoutMs + 20, timer -> message.reply(FailureCode.TIMED_OUT.with("named")));
        });

        assertThat(send(vertx, new RetryPolicy(1, 50, 10_000, true))).isEqualTo("TIMED_OUT: named after 1");
    }

    @Test
    void aBodyThatTheBusCannotCarryFailsTheSending(Vertx vertx) {
        var future = new RetryingRequest(vertx, IDEMPOTENT, new Random(1)).send(ADDRESS, vertx, new DeliveryOptions());

        assertThatThrownBy(() -> join(future)).hasMessageContaining("No message codec");
    }

    @Test
    void aPolicyNeedsPositiveNumbers() {
        assertThatThrownBy(() -> new RetryPolicy(0, 1, 1, true)).hasMessage("attempts: expected 1 or more, found 0");
        assertThatThrownBy(() -> new RetryPolicy(1, 0, 1, true)).hasMessageStartingWith("attemptTimeoutMs");
        assertThatThrownBy(() -> new RetryPolicy(1, 1, -1, true)).hasMessageStartingWith("deadlineMs");
    }

    private static List<Message<String>> consume(Vertx vertx, Handler<Message<String>> answer) {
        List<Message<String>> seen = new CopyOnWriteArrayList<>();
        vertx.eventBus().<String>consumer(ADDRESS, message -> {
            seen.add(message);
            answer.handle(message);
        });
        return seen;
    }

    /** A consumer that fails two requests, answers the third, and is gone. */
    private static void failTwice(Vertx vertx, ReplyException failure) {
        var consumer = vertx.eventBus().<String>consumer(ADDRESS);
        int[] seen = new int[1];
        consumer.handler(message -> {
            seen[0]++;
            if (seen[0] < 3) {
                message.reply(failure);
            } else {
                message.reply("fine");
                consumer.unregister();
            }
        });
    }

    /** The reply or the failure's message, and the attempts it took. */
    private static String send(Vertx vertx, RetryPolicy policy) throws Exception {
        Outcome<String> outcome = outcome(vertx, policy, new DeliveryOptions());
        String text = outcome instanceof Replied<String> replied
                ? replied.reply().body()
                : ((Failed<String>) outcome).failure().getMessage();
        return text + " after " + outcome.attempts();
    }

    private static Outcome<String> outcome(Vertx vertx, RetryPolicy policy, DeliveryOptions options) throws Exception {
        return join(new RetryingRequest(vertx, policy, new Random(1)).send(ADDRESS, "body", options));
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
