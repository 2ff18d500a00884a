package dev.echobus.rollout;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.RetryingRequest.Replied;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Arrays;

/** Requests at a rate to an address that echoes, each repeated as the policy says. */
final class BusRequests implements Traffic {

    /** Of them at once; one that is due beyond that counts as lost. */
    static final int IN_FLIGHT_MAX = 50_000;

    private final RetryingRequest request;
    private final String address;
    private final Messages messages;
    private final Ledger ledger = new Ledger(TrafficKind.BUS);
    private final Ledger.GapClock gap = ledger.gapClock();
    private final Pacer pacer;
    private final Promise<TrafficResult> stopped = Promise.promise();
    private int inFlight;
    private boolean isStopping;

    BusRequests(Vertx vertx, RetryingRequest request, String address, RolloutPlan plan) {
        this.request = request;
        this.address = address;
        messages = new Messages(plan.sizeBytes());
        pacer = new Pacer(vertx, plan.requestsPerSecond(), this::send);
    }

    @Override
    public void start() {
        pacer.start();
    }

    @Override
    public Future<TrafficResult> stop() {
        pacer.stop();
        isStopping = true;
        completeWhenDone();
        return stopped.future();
    }

    private void completeWhenDone() {
        if (isStopping && inFlight == 0) {
            gap.tick();
            stopped.tryComplete(ledger.result());
        }
    }

    private void send() {
        ledger.sent();
        if (inFlight == IN_FLIGHT_MAX) {
            ledger.failed("more than " + IN_FLIGHT_MAX + " requests wait for their reply");
            return;
        }
        inFlight++;
        byte[] message = messages.next();
        request.<Object>send(address, Buffer.buffer(message), DeliveryOptions::new)
                .onComplete(outcome -> received(outcome, message), failure -> ledger.failed(Causes.describe(failure)))
                .onComplete(over -> {
                    inFlight--;
                    completeWhenDone();
                });
    }

    private void received(Outcome<Object> outcome, byte[] message) {
        ledger.tried(outcome.attempts());
        if (outcome instanceof Failed<Object> failed) {
            ledger.failed(FailureCode.describe(failed.failure()));
        } else if (outcome instanceof Replied<Object> replied) {
            if (replied.reply().body() instanceof Buffer body && Arrays.equals(body.getBytes(), message)) {
                ledger.answered();
                gap.tick();
            } else {
                ledger.wrong();
                ledger.failed("the reply's bytes differ");
            }
        }
    }
}
