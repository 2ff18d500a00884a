package dev.echobus.gateway.client;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the gateway still owes a session: answers to requests, and acknowledgements. Any thread. */
final class Expected {

    private final Map<String, Request> requests = new ConcurrentHashMap<>();
    private final Map<String, Acknowledgement> acknowledgements = new ConcurrentHashMap<>();

    /** Why nothing comes any more, for people. */
    private volatile @Nullable String lost;

    /** A request that waits. */
    private record Request(Consumer<Answer> receiver, long startNanos, int timeoutMs) {

        long tookMs() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }

        void fail(String why) {
            receiver.accept(new Answer.Failed(why + "; in " + tookMs() + " ms", 1));
        }
    }

    /** What is to be done, once the gateway says so. */
    static final class Acknowledgement {

        private final CountDownLatch known = new CountDownLatch(1);
        private volatile @Nullable LinkException failure;

        private void complete(@Nullable LinkException why) {
            failure = why;
            known.countDown();
        }

        void await(int timeoutMs, Endpoint gateway) throws LinkException, InterruptedException {
            if (!known.await(timeoutMs, TimeUnit.MILLISECONDS)) {
                throw new LinkException("no answer of the gateway " + gateway + " within " + timeoutMs + " ms");
            }
            LinkException why = failure;
            if (why != null) {
                throw why;
            }
        }
    }

    /** From now on the answer at this address is for the receiver. */
    void answer(String replyAddress, int timeoutMs, Consumer<Answer> receiver) {
        requests.put(replyAddress, new Request(receiver, System.nanoTime(), timeoutMs));
        loseLate();
    }

    Acknowledgement acknowledgement(String ack) {
        var acknowledgement = new Acknowledgement();
        acknowledgements.put(ack, acknowledgement);
        loseLate();
        return acknowledgement;
    }

    void acknowledge(String ack) {
        Acknowledgement known = acknowledgements.remove(ack);
        if (known != null) {
            known.complete(null);
        }
    }

    /** False when it is no reply that is waited for. */
    boolean reply(BusMessage message) {
        Request request = requests.remove(message.address());
        if (request == null) {
            return false;
        }
        request.receiver().accept(new Answer.Replied(message, 1));
        return true;
    }

    /** False when the {@code err} is of nothing that is waited for, but of the session. */
    boolean fail(ReceivedFrame err) {
        Acknowledgement known = acknowledgements.remove(err.text("ack"));
        if (known != null) {
            known.complete(
                    new LinkException(failure(err).map(FailureCode::describe).orElseGet(() -> refusal(err))));
            return true;
        }
        Request request = requests.remove(err.text("address"));
        if (request == null) {
            return false;
        }
        failure(err)
                .ifPresentOrElse(
                        failure -> request.fail(FailureCode.describe(failure)),
                        () -> request.receiver().accept(new Answer.Failed(refusal(err), 1)));
        return true;
    }

    /** The failure of the bus that is told; empty for what the gateway itself objects to. */
    private static Optional<ReplyException> failure(ReceivedFrame err) {
        String type = err.text("failureType");
        return Arrays.stream(ReplyFailure.values())
                .filter(failure ->
                        failure != ReplyFailure.ERROR && failure.name().equals(type))
                .map(failure -> new ReplyException(failure, err.failureCode(), err.text("message")))
                .findFirst();
    }

    /** What the gateway, and not the bus, objects to. */
    static String refusal(ReceivedFrame err) {
        return "refused by the gateway: " + code(err);
    }

    /** The gateway's code, and what it says besides. */
    static String code(ReceivedFrame err) {
        String detail = err.text("detail");
        return err.text("message") + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /** Ends what has waited too long: a gateway that is alive says so itself, and earlier. */
    void expire() {
        requests.forEach((replyAddress, request) -> {
            if (request.tookMs() > request.timeoutMs() && requests.remove(replyAddress, request)) {
                request.fail(FailureCode.describe(new ReplyException(ReplyFailure.TIMEOUT)));
            }
        });
    }

    /** Nothing comes any more. */
    void lose(String why) {
        lost = why;
        loseLate();
    }

    private void loseLate() {
        String why = lost;
        if (why == null) {
            return;
        }
        for (String ack : List.copyOf(acknowledgements.keySet())) {
            Acknowledgement known = acknowledgements.remove(ack);
            if (known != null) {
                known.complete(new LinkException(why));
            }
        }
        for (String replyAddress : List.copyOf(requests.keySet())) {
            Request request = requests.remove(replyAddress);
            if (request != null) {
                String unknown = FailureCode.describe(FailureCode.UNKNOWN_OUTCOME.with(why));
                request.receiver().accept(new Answer.Impossible(new LinkException(unknown)));
            }
        }
    }
}
