package dev.echobus.gateway;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.BusSpans.Operation;
import dev.echobus.bus.trace.Span;
import dev.echobus.common.Causes;
import dev.echobus.gateway.Inbound.Content;
import dev.echobus.gateway.Inbound.Send;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts one session's messages on the bus, requests by the policy that all requests of this program go by, and counts what
 * the session waits for. Event loop; bounded by {@code gateway.pendingRepliesMax} and {@code gateway.pendingMaxBytes}, and
 * with all other sessions by what buffers may hold ({@code gateway.bufferMemoryMaxBytes}).
 */
final class Requests {

    /** What the bus waits longer than a receiver that is told its deadline. */
    private static final int GRACE_MS = 100;

    private final GatewayLoop loop;
    private final String remote;

    private int waiting;
    private long waitingBytes;

    /**
     * Where a message goes that is no request.
     *
     * @param isToOne to one consumer, not to all
     */
    record Destination(String address, boolean isToOne) {}

    /** @param remote whose requests they are, {@code host:port} */
    Requests(GatewayLoop loop, String remote) {
        this.loop = loop;
        this.remote = remote;
    }

    /** True when there is no room for one more, of a frame of so many bytes. */
    boolean isFull(int bytes) {
        return waiting >= loop.settings().pendingRepliesMax()
                || waitingBytes + bytes > loop.settings().pendingMaxBytes()
                || !loop.stats().hasRoomForRequest(bytes);
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Sends a request; the outcome comes on this loop. */
    Future<Outcome<Object>> send(Send request, int bytes) {
        Content content = request.content();
        var policy = RetryPolicy.forAddress(request.address(), deadlineMs(content));
        Span span = BusSpans.begin(loop.tracing(), Operation.RELAY, request.address(), content.headers())
                .with("client.address", remote);
        Supplier<DeliveryOptions> options =
                span == Span.NONE ? () -> options(content) : () -> BusSpans.carry(span, options(content));
        return counted(loop.requests().send(policy, request.address(), content.body(), options), bytes)
                .onComplete(outcome -> end(span, outcome.result()));
    }

    private static void end(Span span, @Nullable Outcome<Object> outcome) {
        if (outcome instanceof Failed<Object> failed) {
            BusSpans.failed(span, failed.failure());
        } else if (outcome == null) {
            span.failed(FailureCode.INVALID_MESSAGE.name(), "the bus cannot carry it");
        }
        span.end();
    }

    /** Puts a message on the bus, and does not ask what becomes of it. */
    void put(Content content, Destination to) {
        if (to.isToOne()) {
            loop.bus().send(to.address(), content.body(), options(content));
        } else {
            loop.bus().publish(to.address(), content.body(), options(content));
        }
    }

    /**
     * Puts a message on the bus; done when a consumer of this node has it or it has left for a consumer's node, fails when
     * there is none. The outcome comes on this loop.
     */
    Future<Void> deliver(Content content, Destination to, int bytes) {
        EventBus bus = loop.bus();
        MessageProducer<Object> producer = to.isToOne()
                ? bus.sender(to.address(), options(content))
                : bus.publisher(to.address(), options(content));
        Future<Void> left = producer.write(content.body());
        // Within the node it is known at once, and a timer would be for nothing.
        return counted(left.isComplete() ? left : left.timeout(deadlineMs(content), TimeUnit.MILLISECONDS), bytes);
    }

    /** Why a message was not delivered, as the bus has its failures. */
    static ReplyException failure(Throwable cause) {
        if (cause instanceof ReplyException failure) {
            return failure;
        }
        return cause instanceof TimeoutException
                ? new ReplyException(ReplyFailure.TIMEOUT, "it is not known to have left")
                : FailureCode.UNKNOWN_OUTCOME.with(Causes.describe(cause));
    }

    /** Counts something that is waited for until it has come. */
    <T> Future<T> counted(Future<T> reply, int bytes) {
        waiting++;
        waitingBytes += bytes;
        loop.stats().requestsPending(1, bytes);
        return reply.onComplete(came -> {
            waiting--;
            waitingBytes -= bytes;
            loop.stats().requestsPending(-1, -bytes);
        });
    }

    /** How long the bus may take: what the frame allows, within the setting. */
    int deadlineMs(Content content) {
        long askedMs = content.timeoutMs();
        MultiMap headers = content.headers();
        if (askedMs == Content.NO_TIMEOUT && headers != null) {
            long receiverMs = timeoutMs(headers.get(Addresses.TIMEOUT_HEADER));
            askedMs = receiverMs > 0 ? receiverMs + GRACE_MS : askedMs;
        }
        int mostMs = loop.settings().replyTimeoutMs();
        return askedMs > 0 ? (int) Math.min(askedMs, mostMs) : mostMs;
    }

    /** New options each time: who sends adds to their headers. */
    static DeliveryOptions options(Content content) {
        var options = new DeliveryOptions();
        MultiMap headers = content.headers();
        if (headers != null) {
            options.setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers));
        }
        return options;
    }

    /** The milliseconds of a header of the contract; 0 when there are none that can be read. */
    static long timeoutMs(@Nullable String digits) {
        if (digits == null || digits.isEmpty() || digits.length() > 9) {
            return 0;
        }
        long ms = 0;
        for (int index = 0; index < digits.length(); index++) {
            int digit = digits.charAt(index) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            ms = ms * 10 + digit;
        }
        return ms;
    }
}
