package dev.echobus.bus;

import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.BusSpans.Operation;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A request on the bus that is sent again when it fails in a way that its {@link RetryPolicy} and the sender's
 * {@link RetryBudget} allow. Any thread may send; callbacks run on the sender's context. Holds one message and one timer a
 * request, for the deadline at most.
 */
public final class RetryingRequest {

    /**
     * What the bus waits longer than the receiver, at most: the receiver's named failure says more than the bus's own
     * time-out. Both are within the attempt's time.
     */
    static final int GRACE_MAX_MS = 100;

    /** The part of an attempt that is left for its answer to come back, when that is less. */
    private static final int GRACE_PART = 5;

    /** What a span says of a request that the bus has no codec for. */
    private static final String UNCARRIED = "UNCARRIED";

    private final Vertx vertx;
    private final Supplier<RetryPolicy> policy;
    private final RetryBudget budget;
    private final RandomGenerator random;

    private Tracing tracing = Tracing.OFF;

    /** A sender of one policy, with a budget of its own. */
    public RetryingRequest(Vertx vertx, RetryPolicy policy) {
        this(vertx, () -> policy, new RetryBudget(new RetryCounts()), new Random());
    }

    /**
     * @param policy asked for each request
     * @param budget of all requests of this sender; others may share it
     * @param random spreads the repeats of many senders; every thread that sends draws from it
     */
    public RetryingRequest(Vertx vertx, Supplier<RetryPolicy> policy, RetryBudget budget, RandomGenerator random) {
        this.vertx = vertx;
        this.policy = policy;
        this.budget = budget;
        this.random = random;
    }

    /**
     * Gives each attempt a span, which belongs to the trace that its headers carry. To be called before anything is sent.
     */
    public RetryingRequest traced(Tracing by) {
        tracing = by;
        return this;
    }

    /** What became of a request. */
    public sealed interface Outcome<T> permits Replied, Failed {

        /** How often the request was sent. */
        int attempts();
    }

    /** A reply came. */
    public record Replied<T>(Message<T> reply, int attempts) implements Outcome<T> {}

    /**
     * No reply came.
     *
     * @param failure the last attempt's
     * @param tookMs from the first attempt until now
     * @param gaveUp why there was no further attempt
     */
    public record Failed<T>(ReplyException failure, int attempts, long tookMs, GaveUp gaveUp) implements Outcome<T> {

        /** The failure's code and name, how often it was sent and how long that took, and why it ended there. */
        public String describe() {
            return FailureCode.describe(failure) + "; " + attempts + (attempts == 1 ? " attempt" : " attempts") + " in "
                    + tookMs + " ms" + gaveUp.text();
        }
    }

    /**
     * Sends a request. Sets the header {@code timeoutMs} to the time that the receiver has, where it is absent.
     *
     * @param options headers and codec, new ones at each call; their send time-out is not used
     * @return the outcome, within the deadline. It fails only when the bus cannot carry the request, such as for a body
     *     without a codec
     */
    public <T> Future<Outcome<T>> send(String address, Object body, Supplier<DeliveryOptions> options) {
        return send(policy.get(), address, body, options);
    }

    /** The same by a policy of its own. */
    public <T> Future<Outcome<T>> send(
            RetryPolicy its, String address, @Nullable Object body, Supplier<DeliveryOptions> options) {
        var sending = new Sending<T>(its, new Order(address, body, options));
        budget.earn();
        sending.attempt();
        return sending.outcome.future();
    }

    private record Order(String address, @Nullable Object body, Supplier<DeliveryOptions> options) {}

    /** One request on its way, with its attempts until now. */
    private final class Sending<T> {

        private final RetryPolicy policy;
        private final Order order;
        private final Promise<Outcome<T>> outcome = Promise.promise();
        private final long startNanos = System.nanoTime();

        private int attempts;

        Sending(RetryPolicy policy, Order order) {
            this.policy = policy;
            this.order = order;
        }

        void attempt() {
            attempts++;
            DeliveryOptions options = options(policy.timeoutMs(attempts, leftMs()));
            Span span = span(options);
            try {
                vertx.eventBus()
                        .<T>request(order.address(), order.body(), options)
                        .onComplete(reply -> replied(reply, span), cause -> failed(cause, span));
            } catch (IllegalArgumentException | IllegalStateException uncarried) {
                span.failed(UNCARRIED, String.valueOf(uncarried.getMessage())).end();
                outcome.fail(uncarried);
            }
        }

        /** Vert.x's tracer is kept from having one too: it is not told of a reply that overtakes the end of its sending. */
        private Span span(DeliveryOptions options) {
            Span span = BusSpans.begin(tracing, Operation.REQUEST, order.address(), options.getHeaders());
            if (span != Span.NONE) {
                span.with("echobus.attempt", attempts);
                BusSpans.carry(span, options).setTracingPolicy(TracingPolicy.IGNORE);
            }
            return span;
        }

        private void replied(Message<T> reply, Span span) {
            span.end();
            outcome.complete(new Replied<>(reply, attempts));
        }

        private DeliveryOptions options(int timeoutMs) {
            var options = order.options().get().setSendTimeout(timeoutMs);
            var headers = options.getHeaders();
            if (headers == null || !headers.contains(Addresses.TIMEOUT_HEADER)) {
                int graceMs = Math.min(GRACE_MAX_MS, timeoutMs / GRACE_PART);
                options.addHeader(Addresses.TIMEOUT_HEADER, String.valueOf(timeoutMs - graceMs));
            }
            return options;
        }

        private void failed(Throwable cause, Span span) {
            if (!(cause instanceof ReplyException failure)) {
                span.failed(UNCARRIED, String.valueOf(cause.getMessage())).end();
                outcome.fail(cause);
                return;
            }
            BusSpans.failed(span, failure);
            span.end();
            policy.objectionAfter(failure)
                    .ifPresentOrElse(objection -> giveUp(failure, objection), () -> repeat(failure));
        }

        private void repeat(ReplyException failure) {
            int waitMs = RetryPolicy.waitMs(attempts, random);
            if (attempts >= policy.attempts()) {
                giveUp(failure, GaveUp.ATTEMPTS_SPENT);
            } else if (waitMs >= leftMs()) {
                giveUp(failure, GaveUp.DEADLINE_OVER);
            } else if (!budget.spend()) {
                giveUp(failure, GaveUp.BUDGET_SPENT);
            } else if (waitMs == 0) {
                attempt();
            } else {
                vertx.setTimer(waitMs, timer -> attemptInTime(failure));
            }
        }

        /** A timer may be late. */
        private void attemptInTime(ReplyException failure) {
            if (leftMs() > 0) {
                attempt();
            } else {
                giveUp(failure, GaveUp.DEADLINE_OVER);
            }
        }

        private void giveUp(ReplyException failure, GaveUp why) {
            outcome.complete(new Failed<>(failure, attempts, tookMs(), why));
        }

        private long leftMs() {
            return policy.deadlineMs() - tookMs();
        }

        private long tookMs() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }
    }
}
