package dev.echobus.selftest;

import dev.echobus.common.Quantity;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;
import dev.echobus.dialogue.EchoFailure;
import dev.echobus.dialogue.EchoSeries;
import dev.echobus.dialogue.EchoSeries.Outcome;
import dev.echobus.dialogue.EchoSeries.Plan;
import dev.echobus.dialogue.Health.Full;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A listener: each message has to come back as it was sent, but where the bus answers. */
final class EchoWay implements Way {

    /** No message is begun later than this after the first; a node whose rates are limited takes that long. */
    private static final int SERIES_MAX_MS = 20_000;

    /** What may follow then: connecting and an answer, and twice connecting to see whether the node is full. */
    private static final int WAITS_AFTER = 4;

    private final String name;
    private final Client client;
    private final ListenerConfig listener;
    private final EchoMessages messages;

    EchoWay(String name, Client client, ListenerConfig listener, EchoMessages messages) {
        this.name = name;
        this.client = client;
        this.listener = listener;
        this.messages = messages;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return listener.endpoint().toString();
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        var plan = new Plan(messages, messages.count(), client.timeoutMs(), 1, SERIES_MAX_MS);
        var series = new EchoSeries(client.vertx(), listener, messages.replyMaxBytes(), plan);
        int limitMs = SERIES_MAX_MS + WAITS_AFTER * client.timeoutMs();
        try {
            return verdict(Bounded.await(series.run(listener.endpoint()), limitMs));
        } catch (TimeoutException late) {
            series.stop();
            return Verdict.failed("no end of it within " + limitMs + " ms");
        } catch (ExecutionException defect) {
            throw new IllegalStateException("a series of echoes never fails", defect);
        }
    }

    private Verdict verdict(Outcome outcome) {
        int answered = outcome.nanos().size();
        return outcome.failure()
                .map(why -> Verdict.failed(describe(why, answered)))
                .orElseGet(() -> Verdict.ok(answered + " messages, " + Quantity.ofCount(messages.totalBytes())
                        + " bytes" + (isOfBus() ? ", answered by the bus" : " echoed")));
    }

    private String describe(EchoFailure why, int answered) {
        return switch (why.kind()) {
            case REFUSED, TIMED_OUT, UNRESOLVED, UNREACHABLE, OTHER, OUT_OF_TIME -> why.detail();
            case FULL -> Full.MEANING;
            case RESET, WRONG_BYTES -> which(answered) + why.detail();
            case NO_REPLY, CLOSED ->
                which(answered)
                        + why.detail()
                        + (isOfBus() ? "; it asks the bus, echobus.server.reply: does anybody answer there?" : "");
        };
    }

    private String which(int answered) {
        return "message " + (answered + 1) + " of " + messages.count() + " (" + messages.length(answered) + " bytes): ";
    }

    private boolean isOfBus() {
        return listener.responder() == ResponderKind.BUS;
    }
}
