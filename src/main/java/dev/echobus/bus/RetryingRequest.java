package dev.echobus.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A request on the bus that is sent again when it fails in a way that its {@link RetryPolicy} allows. Any thread may
 * send; callbacks run on the sender's context. Holds one message and one timer a request, for the deadline at most.
 */
public final class RetryingRequest {

    /**
     * What the bus waits longer than the receiver: the receiver's named failure says more than the bus's own time-out.
     * It is also what a request may outlast its deadline by.
     */
    public static final int GRACE_MS = 100;

    /** Longest wait after the first failed attempt. It doubles at each further one. */
    private static final long WAIT_MS = 20;

    /** Longest wait before any attempt. */
    private static final int WAIT_MAX_MS = 500;

    private final Vertx vertx;
    private final RetryPolicy policy;
    private final Random random;

    /** @param random spreads the repeats of many senders; any thread may draw from it */
    public RetryingRequest(Vertx vertx, RetryPolicy policy, Random random) {
        this.vertx = vertx;
        this.policy = policy;
        this.random = random;
    }

    /** What became of a request. */
    public sealed interface Outcome<T> permits Replied, Failed {

        /** How often the request was sent. */
        int attempts();
    }

    /** A reply came. */
    public record Replied<T>(Message<T> reply, int attempts) implements Outcome<T> {}

    /** No reply came; the failure is the last attempt's. */
    public record Failed<T>(ReplyException failure, int attempts) implements Outcome<T> {}

    /**
     * Sends a request. Sets the header {@code timeoutMs} to the attempt's time-out where it is absent.
     *
     * @param options headers and codec; its send time-out is not used
     * @return the outcome, within the deadline and {@link #GRACE_MS}. It fails only when the bus cannot carry the
     *     request, such as for a body without a codec
     */
    public <T> Future<Outcome<T>> send(String address, Object body, DeliveryOptions options) {
        var sending = new Sending<T>(new Order(address, body, options));
        sending.attempt();
        return sending.outcome.future();
    }

    private record Order(String address, Object body, DeliveryOptions options) {}

    /** One request on its way, with its attempts until now. */
    private final class Sending<T> {

        private final Order order;
        private final Promise<Outcome<T>> outcome = Promise.promise();
        private final long startNanos = System.nanoTime();

        private int attempts;

        Sending(Order order) {
            this.order = order;
        }

        void attempt() {
            attempts++;
            int timeoutMs = (int) Math.max(1, Math.min(policy.attemptTimeoutMs(), leftMs()));
            try {
                vertx.eventBus()
                        .<T>request(order.address(), order.body(), options(timeoutMs))
                        .onComplete(reply -> outcome.complete(new Replied<>(reply, attempts)), this::failed);
            } catch (IllegalArgumentException | IllegalStateException uncarried) {
                outcome.fail(uncarried);
            }
        }

        private DeliveryOptions options(int timeoutMs) {
            var options = new DeliveryOptions(order.options()).setSendTimeout((long) timeoutMs + GRACE_MS);
            var headers = options.getHeaders();
            if (headers == null || !headers.contains(Addresses.TIMEOUT_HEADER)) {
                options.addHeader(Addresses.TIMEOUT_HEADER, String.valueOf(timeoutMs));
            }
            return options;
        }

        private void failed(Throwable cause) {
            if (!(cause instanceof ReplyException failure)) {
                outcome.fail(cause);
                return;
            }
            long waitMs = waitMs();
            if (attempts < policy.attempts() && policy.allowsAfter(failure) && waitMs < leftMs()) {
                vertx.setTimer(waitMs, timer -> attempt());
            } else {
                outcome.complete(new Failed<>(failure, attempts));
            }
        }

        private long waitMs() {
            long longest = Math.min(WAIT_MAX_MS, WAIT_MS * (1L << Math.min(attempts - 1, 10)));
            return 1L + random.nextInt((int) longest);
        }

        private long leftMs() {
            return policy.deadlineMs() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }
    }
}
