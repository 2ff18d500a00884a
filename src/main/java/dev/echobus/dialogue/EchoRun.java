package dev.echobus.dialogue;

import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.dialogue.EchoFailure.Kind;
import dev.echobus.dialogue.EchoLink.Answer;
import dev.echobus.dialogue.EchoSeries.Outcome;
import dev.echobus.dialogue.EchoSeries.Plan;
import dev.echobus.dialogue.EchoSeries.Questions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of an {@link EchoSeries}. On one event loop; at most one connection and one message at a time. */
final class EchoRun {

    /** What a server without a place may take to close what it has accepted: it does so before anything else. */
    private static final int FULL_MAX_MS = 500;

    private final Vertx vertx;
    private final Target target;
    private final Plan plan;
    private final Questions questions;
    private final Promise<Outcome> outcome = Promise.promise();
    private final List<Long> nanos = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private final Context context;

    private boolean isOver;
    private int begun;
    private int failuresInARow;
    private @Nullable EchoFailure failure;
    private @Nullable EchoLink link;

    EchoRun(Vertx vertx, Target target, Plan plan, Questions questions) {
        this.vertx = vertx;
        this.target = target;
        this.plan = plan;
        this.questions = questions;
        context = vertx.getOrCreateContext();
    }

    Future<Outcome> start() {
        context.runOnContext(onLoop -> next());
        return outcome.future();
    }

    void stop() {
        context.runOnContext(onLoop -> {
            if (!isOver) {
                failure = new EchoFailure(Kind.OUT_OF_TIME, "stopped after " + begun + " sent");
                finish();
            }
        });
    }

    private void next() {
        if (isOver) {
            return;
        }
        if (begun == plan.count() || failuresInARow == plan.failuresInARowMax()) {
            finish();
        } else if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(plan.budgetMs())) {
            if (failure == null) {
                failure = new EchoFailure(Kind.OUT_OF_TIME, "only " + begun + " sent in " + plan.budgetMs() + " ms");
            }
            finish();
        } else {
            begun++;
            ask();
        }
    }

    private void ask() {
        if (link != null && link.isOpen()) {
            askOn(link);
            return;
        }
        EchoLink.open(vertx, target).onComplete(this::askOn, refused -> {
            EchoFailure why = EchoFailure.toConnect(refused);
            // The reset may be the answer to what was sent into a connection that was closed already.
            if (why.kind() == Kind.RESET) {
                closedUnanswered(why);
            } else {
                failed(why);
            }
        });
    }

    private void askOn(EchoLink open) {
        if (isOver) {
            open.close();
            return;
        }
        link = open;
        byte[] payload = questions.payload(begun - 1);
        open.ask(payload, questions.expected(payload), plan.timeoutMs())
                .onComplete(answer -> answered(open, answer), this::failedToAsk);
    }

    private void answered(EchoLink asked, Answer answer) {
        if (isOver) {
            return;
        }
        EchoFailure why = answer.failure();
        if (why == null) {
            nanos.add(answer.nanos());
            failuresInARow = 0;
            next();
            return;
        }
        asked.close();
        link = null;
        if (!answer.isClosedUnanswered()) {
            failed(why);
        } else if (asked.answers() == 0) {
            closedUnanswered(why);
        } else if (why.kind() == Kind.CLOSED) {
            // It closes each connection after some messages, as server.once has it: this one has not been seen.
            ask();
        } else {
            failed(why);
        }
    }

    /** A server without a place for us closes before anything is sent to it; one that objects to a message does not. */
    private void closedUnanswered(EchoFailure otherwise) {
        EchoLink.open(vertx, target)
                .onComplete(
                        silent -> silent.closesWithin(FULL_MAX_MS).onComplete(isClosed -> {
                            silent.close();
                            boolean isFull = isClosed.succeeded() && isClosed.result();
                            failed(isFull ? new EchoFailure(Kind.FULL, "closes connections at once") : otherwise);
                        }),
                        refused -> failed(otherwise));
    }

    private void failedToAsk(Throwable defect) {
        failed(new EchoFailure(Kind.OTHER, String.valueOf(defect.getMessage())));
    }

    private void failed(EchoFailure why) {
        if (isOver) {
            return;
        }
        failure = why;
        failuresInARow++;
        if (why.kind() == Kind.WRONG_BYTES || why.kind() == Kind.FULL) {
            finish();
        } else {
            next();
        }
    }

    private void finish() {
        isOver = true;
        if (link != null) {
            link.close();
        }
        outcome.tryComplete(new Outcome(nanos, Optional.ofNullable(failure)));
    }
}
