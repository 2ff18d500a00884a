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
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
        var policy = new RetryPolicy(1_000, 100, 500, true);
        long startNanos = System.nanoTime();

        Failed<String> failed = failure(vertx, policy);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                .isBetween(failed.tookMs(), 500L + 1_000);
        assertThat(failed.failure().failureType()).isEqualTo(ReplyFailure.TIMEOUT);
        assertThat(failed.attempts()).isEqualTo(seen.size()).isBetween(2, 5);
        assertThat(failed.gaveUp()).isEqualTo(GaveUp.DEADLINE_OVER);
        assertThat(failed.describe())
                .isEqualTo("TIMEOUT (-1): no reply; " + failed.attempts() + " attempts in " + failed.tookMs()
                        + " ms, until the deadline");
    }

    /** What a receiver is granted, and what the bus waits, is never more than is left. */
    @Test
    void noAttemptOutlastsTheDeadline() {
        var policy = new RetryPolicy(3, 1_000, 2_500, true);
        assertThat(policy.timeoutMs(1, 2_500)).isEqualTo(1_000);
        assertThat(policy.timeoutMs(2, 999)).isEqualTo(999);
        assertThat(policy.timeoutMs(3, 1_400)).as("the last").isEqualTo(1_400);
        assertThat(policy.timeoutMs(2, -7)).isEqualTo(1);
        var careful = new RetryPolicy(3, 1_000, 2_500, false);
        assertThat(careful.timeoutMs(1, 2_500))
                .as("one that nothing may follow when it times out")
                .isEqualTo(2_500);
    }

    @Test
    void waitsAreAnywhereUpToABoundThatDoubles() {
        var random = new Random(7);
        int[] longest = {20, 40, 80, 160, 200, 200, 200};
        for (int attempts = 1; attempts <= longest.length; attempts++) {
            int after = attempts;
            int[] waits = IntStream.range(0, 10_000)
                    .map(each -> RetryPolicy.waitMs(after, random))
                    .toArray();
            assertThat(IntStream.of(waits).min().getAsInt())
                    .as("after %d", after)
                    .isZero();
            assertThat(IntStream.of(waits).max().getAsInt())
                    .as("after %d", after)
                    .isEqualTo(longest[after - 1]);
        }
        assertThat(RetryPolicy.waitMs(Integer.MAX_VALUE, random)).isBetween(0, 200);
    }

    @Test
    void aRequestThatMayHaveBeenServedIsNotRepeatedAndSaysSo(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> {});

        Failed<String> failed = failure(vertx, new RetryPolicy(5, 20, 100, false));

        assertThat(seen).hasSize(1);
        assertThat(failed.describe())
                .isEqualTo("TIMEOUT (-1): no reply; 1 attempt in " + failed.tookMs()
                        + " ms, not repeated as it may have been served");
        assertThat(failed.tookMs()).as("the one attempt has all the time").isGreaterThanOrEqualTo(90);
    }

    /** Another program's consumer may use the numbers of the contract for something else, having served the request. */
    @Test
    void aNumberWithoutItsNameIsNotOfTheContract(Vertx vertx) throws Exception {
        List<Message<String>> seen =
                consume(vertx, message -> message.fail(FailureCode.OVERLOADED.number(), "the disk is full now"));

        assertThat(send(vertx, CAREFUL)).isEqualTo("the disk is full now after 1");
        assertThat(seen).hasSize(1);
    }

    @Test
    void aSpentBudgetEndsRepeatsAtOnceAndIsCounted(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> message.reply(FailureCode.OVERLOADED.with("for good")));
        var counts = new RetryCounts();
        var policy = new RetryPolicy(1_000_000, 1_000, 60_000, true);
        // The clock stands still, so that the budget is what is there at the start.
        var budget = new RetryBudget(counts, () -> 0);
        var request = new RetryingRequest(vertx, () -> policy, budget, new Random(1));
        List<Future<Outcome<String>>> outcomes = IntStream.range(0, 50)
                .mapToObj(each -> request.<String>send(ADDRESS, "body", DeliveryOptions::new))
                .toList();

        for (var outcome : outcomes) {
            assertThat(join(outcome)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.gaveUp()).isEqualTo(GaveUp.BUDGET_SPENT);
                assertThat(failed.describe())
                        .startsWith("OVERLOADED (5): for good; ")
                        .endsWith(", not repeated as the retry budget is spent");
            });
        }
        int allowed =
                RetryBudget.FLOOR_PER_SECOND * RetryBudget.WINDOW_SECONDS + outcomes.size() * RetryBudget.PERCENT / 100;
        assertThat(counts.repeats()).isEqualTo(allowed);
        assertThat(counts.refusals()).isEqualTo(outcomes.size());
        assertThat(seen).hasSize(outcomes.size() + allowed);
    }

    @Test
    void theTimeoutHeaderLeavesTimeForTheAnswerUnlessTheSenderSaid(Vertx vertx) throws Exception {
        List<Message<String>> seen = consume(vertx, message -> message.reply("fine"));

        outcome(vertx, new RetryPolicy(2, 70, 10_000, true), DeliveryOptions::new);
        outcome(vertx, new RetryPolicy(1, 7_000, 60, true), DeliveryOptions::new);
        outcome(vertx, new RetryPolicy(2, 5_000, 9_000, true), DeliveryOptions::new);
        outcome(
                vertx,
                IDEMPOTENT,
                () -> new DeliveryOptions().addHeader("timeoutMs", "5").addHeader("mine", "kept"));

        assertThat(seen)
                .extracting(message -> message.headers().get("timeoutMs"))
                .satisfies(headers -> {
                    assertThat(headers.get(0)).isEqualTo("56");
                    assertThat(Integer.parseInt(headers.get(1))).isBetween(1, 48);
                    assertThat(headers.get(2)).isEqualTo("4900");
                    assertThat(headers.get(3)).isEqualTo("5");
                });
        assertThat(seen.get(3).headers().get("mine")).isEqualTo("kept");
    }

    @Test
    void theReceiversNamedFailureWinsOverTheBusTimeout(Vertx vertx) throws Exception {
        consume(vertx, message -> {
            long timeoutMs = Long.parseLong(message.headers().get("timeoutMs"));
            vertx.setTimer(timeoutMs + 20, timer -> message.reply(FailureCode.TIMED_OUT.with("named")));
        });

        assertThat(send(vertx, new RetryPolicy(1, 50, 1_000, true))).isEqualTo("TIMED_OUT: named after 1");
    }

    @Test
    void aBodyThatTheBusCannotCarryFailsTheSending(Vertx vertx) {
        var future = request(vertx, IDEMPOTENT).send(ADDRESS, vertx, DeliveryOptions::new);

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
        Outcome<String> outcome = outcome(vertx, policy, DeliveryOptions::new);
        String text = outcome instanceof Replied<String> replied
                ? replied.reply().body()
                : ((Failed<String>) outcome).failure().getMessage();
        return text + " after " + outcome.attempts();
    }

    private static Failed<String> failure(Vertx vertx, RetryPolicy policy) throws Exception {
        return (Failed<String>) outcome(vertx, policy, DeliveryOptions::new);
    }

    private static Outcome<String> outcome(Vertx vertx, RetryPolicy policy, Supplier<DeliveryOptions> options)
            throws Exception {
        return join(request(vertx, policy).send(ADDRESS, "body", options));
    }

    private static RetryingRequest request(Vertx vertx, RetryPolicy policy) {
        return new RetryingRequest(vertx, () -> policy, new RetryBudget(new RetryCounts()), new Random(1));
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
