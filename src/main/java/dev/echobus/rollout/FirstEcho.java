package dev.echobus.rollout;

import dev.echobus.dialogue.ConnectSession.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Finds out by one message whether the target echoes at all, before anything is said of a rollout. */
final class FirstEcho implements EchoStream.Listener {

    private final Vertx vertx;
    private final Target target;
    private final RolloutPlan plan;
    private final Promise<Void> echoed = Promise.promise();

    FirstEcho(Vertx vertx, Target target, RolloutPlan plan) {
        this.vertx = vertx;
        this.target = target;
        this.plan = plan;
    }

    /** Completes when the message came back; fails with what a person should read. */
    Future<Void> check() {
        EchoStream.open(vertx, target, plan.stallMs(), this)
                .onComplete(this::ask, failure -> echoed.fail(EchoStream.why(failure)));
        return echoed.future();
    }

    private void ask(EchoStream stream) {
        long timer = vertx.setTimer(plan.stallMs(), late -> stream.endStalled());
        echoed.future().onComplete(known -> {
            vertx.cancelTimer(timer);
            stream.close();
        });
        stream.send(new Messages(plan.sizeBytes()).next());
    }

    @Override
    public void onAnswered() {
        echoed.tryComplete();
    }

    @Override
    public void onWrong() {
        echoed.tryFail("echoed bytes differ");
    }

    @Override
    public void onEnd(@Nullable Break how, String reason, int unanswered) {
        echoed.tryFail(reason);
    }
}
