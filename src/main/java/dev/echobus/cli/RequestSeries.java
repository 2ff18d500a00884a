package dev.echobus.cli;

import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Sends one request many times, some of them in flight at once, and hands over what became of each. On the caller's
 * thread, which alone reads and writes the counts; the event loop only puts outcomes into a queue, that holds as many as
 * may be in flight. A slow receiver of outcomes delays further requests and nothing else.
 */
final class RequestSeries {

    private final RetryingRequest request;
    private final String address;
    private final Object body;
    private final DeliveryOptions options;

    RequestSeries(RetryingRequest request, String address, Object body, DeliveryOptions options) {
        this.request = request;
        this.address = address;
        this.body = body;
        this.options = options;
    }

    /** Takes outcomes as they come. */
    @FunctionalInterface
    interface Receiver {
        /** Returns whether to go on; when not, what is in flight is not waited for. */
        boolean receive(Outcome<Object> outcome);
    }

    /**
     * Sends {@code count} requests, at most {@code inFlightMax} at once, and waits for the outcome of each.
     *
     * @return whether all outcomes were received
     * @throws ExecutionException when the bus cannot carry the request at all
     */
    boolean run(int count, int inFlightMax, Receiver receiver) throws InterruptedException, ExecutionException {
        var outcomes = new LinkedBlockingQueue<AsyncResult<Outcome<Object>>>();
        int sent = 0;
        for (int received = 0; received < count; received++) {
            while (sent < count && sent - received < inFlightMax) {
                request.<Object>send(address, body, () -> new DeliveryOptions(options))
                        .onComplete(outcomes::add);
                sent++;
            }
            AsyncResult<Outcome<Object>> outcome = outcomes.take();
            if (outcome.failed()) {
                throw new ExecutionException(outcome.cause());
            }
            if (!receiver.receive(outcome.result())) {
                return false;
            }
        }
        return true;
    }
}
