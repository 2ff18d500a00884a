package dev.echobus.rollout;

import dev.echobus.common.Causes;
import dev.echobus.common.ConnectFailure;
import dev.echobus.dialogue.ConnectSession;
import dev.echobus.dialogue.ConnectSession.End;
import dev.echobus.dialogue.ConnectSession.Target;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection whose echoes are checked byte by byte, in order. On the event loop it is opened on. Holds what has no
 * answer yet; who sends bounds that by {@link #unanswered}.
 */
final class EchoStream {

    private final int stallMs;
    private final Listener listener;
    private final ArrayDeque<Message> outstanding = new ArrayDeque<>();
    private int checkedOfFirst;
    private @Nullable ConnectSession session;
    private boolean isClosing;
    /** Why we gave it up, if we did. */
    private @Nullable Break broken;

    private String reason = "";

    private EchoStream(int stallMs, Listener listener) {
        this.stallMs = stallMs;
        this.listener = listener;
    }

    /** Hears what comes of a stream. */
    interface Listener {

        /** A message came back as it was sent. */
        void onAnswered();

        /** Other bytes came back than those that were sent; the end follows. */
        void onWrong();

        /** It is over, and so many messages have no answer; without a break when {@link #close} ended it. */
        void onEnd(@Nullable Break how, String reason, int unanswered);
    }

    private record Message(Buffer bytes, long sentNanos) {}

    /**
     * Opens a connection. What the listener hears comes after; a failure to open is the future's alone.
     *
     * @param stallMs how long an answer may take
     */
    static Future<EchoStream> open(Vertx vertx, Target target, int stallMs, Listener listener) {
        var stream = new EchoStream(stallMs, listener);
        return ConnectSession.open(vertx, target, stream::receive).map(stream::attach);
    }

    private EchoStream attach(ConnectSession opened) {
        session = opened;
        opened.ended().onComplete(this::ended);
        return this;
    }

    void send(byte[] message) {
        outstanding.add(new Message(Buffer.buffer(message), System.nanoTime()));
        // When it cannot be sent, the end tells why.
        open().send(message);
    }

    int unanswered() {
        return outstanding.size();
    }

    /** Gives the connection up when its oldest message has waited for too long. */
    void endIfStalled() {
        Message oldest = outstanding.peek();
        if (oldest != null && System.nanoTime() - oldest.sentNanos() > TimeUnit.MILLISECONDS.toNanos(stallMs)) {
            endStalled();
        }
    }

    /** Gives the connection up: whoever times it found that it took too long. */
    void endStalled() {
        if (broken == null) {
            giveUp(Break.STALL, "no answer within " + stallMs + " ms");
        }
    }

    /** Ends it from our side; what is on its way is not waited for. */
    void close() {
        isClosing = true;
        open().close();
    }

    private ConnectSession open() {
        if (session == null) {
            throw new IllegalStateException("not open yet");
        }
        return session;
    }

    private Future<Void> receive(byte[] bytes) {
        for (byte found : bytes) {
            Message expected = outstanding.peek();
            if (expected == null || expected.bytes().getByte(checkedOfFirst) != found) {
                if (broken == null) {
                    listener.onWrong();
                    giveUp(Break.WRONG, "echoed bytes differ");
                }
                return Future.succeededFuture();
            }
            checkedOfFirst++;
            if (checkedOfFirst == expected.bytes().length()) {
                checkedOfFirst = 0;
                outstanding.remove();
                listener.onAnswered();
            }
        }
        return Future.succeededFuture();
    }

    private void giveUp(Break how, String why) {
        broken = how;
        reason = why;
        close();
    }

    private void ended(AsyncResult<End> end) {
        String fault =
                end.failed() ? Causes.describe(end.cause()) : end.result().fault();
        if (broken == null && !isClosing) {
            broken = fault == null ? Break.FIN : Break.RST;
            reason = fault == null ? "closed by the server before the answer" : fault;
        }
        listener.onEnd(broken, reason, outstanding.size());
    }

    /** Why a connection could not be opened. */
    static String why(Throwable failure) {
        return ConnectFailure.describe(failure);
    }
}
