package dev.echobus.rollout;

import dev.echobus.dialogue.ConnectSession.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Connections made at a rate, each for one message: opened, answered, closed. */
final class NewConnections implements Traffic {

    /** Of them at once; one that is due beyond that counts as lost. */
    static final int OPEN_MAX = 5_000;

    private final Vertx vertx;
    private final Target target;
    private final int stallMs;
    private final Messages messages;
    private final Ledger ledger = new Ledger(TrafficKind.NEW);
    private final Ledger.GapClock gap = ledger.gapClock();
    private final Pacer pacer;
    private final Promise<TrafficResult> stopped = Promise.promise();
    private int open;
    private boolean isStopping;

    NewConnections(Vertx vertx, Target target, RolloutPlan plan) {
        this.vertx = vertx;
        this.target = target;
        stallMs = plan.stallMs();
        messages = new Messages(plan.sizeBytes());
        pacer = new Pacer(vertx, plan.connectionsPerSecond(), this::connect);
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
        if (isStopping && open == 0) {
            gap.tick();
            stopped.tryComplete(ledger.result());
        }
    }

    private void connect() {
        ledger.sent();
        if (open == OPEN_MAX) {
            ledger.failed("more than " + OPEN_MAX + " connections wait for their answer");
            return;
        }
        open++;
        var attempt = new Attempt();
        EchoStream.open(vertx, target, stallMs, attempt).onComplete(attempt::opened, attempt::notOpened);
    }

    /** One connection and its message. */
    private final class Attempt implements EchoStream.Listener {

        private @Nullable EchoStream stream;
        private long timer;

        private void opened(EchoStream opened) {
            stream = opened;
            timer = vertx.setTimer(stallMs, late -> opened.endStalled());
            opened.send(messages.next());
        }

        private void notOpened(Throwable failure) {
            ledger.broke(Break.UNOPENED, EchoStream.why(failure), 1);
            over();
        }

        private void over() {
            open--;
            completeWhenDone();
        }

        @Override
        public void onAnswered() {
            ledger.answered();
            gap.tick();
            if (stream != null) {
                stream.close();
            }
        }

        @Override
        public void onWrong() {
            ledger.wrong();
        }

        @Override
        public void onEnd(@Nullable Break how, String reason, int unanswered) {
            vertx.cancelTimer(timer);
            if (how != null) {
                ledger.broke(how, reason, unanswered);
            }
            over();
        }
    }
}
