package dev.echobus.rollout;

import dev.echobus.dialogue.ConnectSession.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that stay open and send at a rate, as those of a pool; one that ends is opened again. While one is not
 * open it sends nothing: what that costs is the gap between its answers.
 */
final class HeldConnections implements Traffic {

    /** Messages of a connection that may wait for their answers; then it waits too. */
    static final int UNANSWERED_MAX = 1_000;

    private static final int REOPEN_MIN_MS = 10;
    private static final int REOPEN_MAX_MS = 1_000;

    private static final int STOP_TICK_MS = 10;

    private final Vertx vertx;
    private final Target target;
    private final int stallMs;
    private final Messages messages;
    private final Ledger ledger = new Ledger(TrafficKind.HELD);
    private final List<Slot> slots = new ArrayList<>();
    private final Pacer pacer;
    private int nextSlot;
    private boolean isStopping;

    HeldConnections(Vertx vertx, Target target, RolloutPlan plan) {
        this.vertx = vertx;
        this.target = target;
        stallMs = plan.stallMs();
        messages = new Messages(plan.sizeBytes());
        for (int i = 0; i < plan.heldConnections(); i++) {
            slots.add(new Slot());
        }
        pacer = new Pacer(vertx, plan.heldConnections() * plan.messagesPerSecond(), this::sendOne);
    }

    @Override
    public void start() {
        slots.forEach(Slot::open);
        pacer.start();
    }

    private void sendOne() {
        slots.get(nextSlot).send();
        nextSlot = (nextSlot + 1) % slots.size();
    }

    @Override
    public Future<TrafficResult> stop() {
        pacer.stop();
        isStopping = true;
        Promise<TrafficResult> stopped = Promise.promise();
        vertx.setPeriodic(STOP_TICK_MS, tick -> {
            slots.forEach(Slot::stop);
            if (slots.stream().allMatch(Slot::isClosed)) {
                vertx.cancelTimer(tick);
                stopped.complete(ledger.result());
            }
        });
        return stopped.future();
    }

    /** How many connections were never broken; known once stopped. */
    int unbroken() {
        return (int) slots.stream().filter(slot -> !slot.wasBroken).count();
    }

    /** The place of one connection, and of those that replace it. */
    private final class Slot implements EchoStream.Listener {

        private final Ledger.GapClock gap = ledger.gapClock();
        private @Nullable EchoStream stream;
        private boolean isOpening;
        private boolean wasBroken;
        private boolean isGapTaken;
        private int reopenMs;

        void open() {
            if (isStopping) {
                return;
            }
            isOpening = true;
            EchoStream.open(vertx, target, stallMs, this).onComplete(this::opened, this::notOpened);
        }

        private void opened(EchoStream opened) {
            isOpening = false;
            stream = opened;
        }

        private void notOpened(Throwable failure) {
            isOpening = false;
            wasBroken = true;
            ledger.broke(Break.UNOPENED, EchoStream.why(failure), 0);
            reopenLater();
        }

        private void reopenLater() {
            vertx.setTimer(Math.max(1, reopenMs), timer -> open());
            reopenMs = Math.min(REOPEN_MAX_MS, Math.max(REOPEN_MIN_MS, 2 * reopenMs));
        }

        void send() {
            EchoStream current = stream;
            if (current == null) {
                return;
            }
            current.endIfStalled();
            if (current.unanswered() < UNANSWERED_MAX) {
                ledger.sent();
                current.send(messages.next());
            }
        }

        /** Ends it once nothing is owed to it any more, or what is owed is too late. */
        void stop() {
            EchoStream current = stream;
            if (!isGapTaken && (current == null || current.unanswered() == 0)) {
                isGapTaken = true;
                gap.tick();
            }
            if (current == null) {
                return;
            }
            if (current.unanswered() == 0) {
                current.close();
            } else {
                current.endIfStalled();
            }
        }

        boolean isClosed() {
            return stream == null && !isOpening;
        }

        @Override
        public void onAnswered() {
            reopenMs = 0;
            ledger.answered();
            gap.tick();
        }

        @Override
        public void onWrong() {
            ledger.wrong();
        }

        @Override
        public void onEnd(@Nullable Break how, String reason, int unanswered) {
            stream = null;
            if (how != null) {
                wasBroken = true;
                ledger.broke(how, reason, unanswered);
                reopenLater();
            }
        }
    }
}
