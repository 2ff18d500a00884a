package dev.echobus.dialogue;

import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.dialogue.EchoFailure.Kind;
import dev.echobus.dialogue.EchoSeries.Payloads;
import dev.echobus.dialogue.EchoSeries.Plan;
import dev.echobus.dialogue.Health.Full;
import dev.echobus.dialogue.Health.Healthy;
import dev.echobus.dialogue.Health.Unhealthy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Asks an echo server for a few bytes that nobody else sends. Any thread; what comes back is handled on one event loop.
 * Bounded by its time-out, for connecting and then for the reply, and by the reply's length.
 */
public final class EchoProbe {

    private final EchoSeries series;

    /**
     * @param listener how the server frames and answers messages
     * @param messageMaxBytes of a line or record
     * @param timeoutMs how long connecting, and then the reply, may take
     */
    public EchoProbe(Vertx vertx, ListenerConfig listener, int messageMaxBytes, int timeoutMs) {
        series = new EchoSeries(
                vertx, listener, messageMaxBytes, new Plan(Payloads.labelled("health"), 1, timeoutMs, 1, timeoutMs));
    }

    /** How the server at an address is. Never fails. */
    public Future<Health> check(Endpoint server) {
        return series.run(server)
                .map(outcome -> outcome.failure().map(EchoProbe::healthOf).orElseGet(Healthy::new));
    }

    private static Health healthOf(EchoFailure failure) {
        return failure.kind() == Kind.FULL ? new Full() : new Unhealthy(failure.detail());
    }
}
