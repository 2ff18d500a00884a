package dev.echobus.dialogue;

import dev.echobus.dialogue.ConnectSession.End;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.dialogue.EchoFailure.Kind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection that is asked one question at a time. On its event loop. */
final class EchoLink {

    private final Vertx vertx;
    private final Promise<Boolean> closed = Promise.promise();

    private @Nullable ConnectSession session;
    private @Nullable Exchange exchange;
    private int answers;
    private long strayBytes;
    private boolean isEnded;

    private EchoLink(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What came of a question. */
    record Answer(long nanos, int bytes, @Nullable EchoFailure failure) {

        /** True when the server closed or broke the connection without a byte of an answer. */
        boolean isClosedUnanswered() {
            return bytes == 0 && failure != null && (failure.kind() == Kind.CLOSED || failure.kind() == Kind.RESET);
        }
    }

    /** Connects; fails as connecting did. On an event loop. */
    static Future<EchoLink> open(Vertx vertx, Target target) {
        var link = new EchoLink(vertx);
        return ConnectSession.open(vertx, target, link::receive).map(session -> {
            link.session = session;
            session.ended().onComplete(link::ended);
            return link;
        });
    }

    /** True until the server has closed its side, or the connection is broken or closed. */
    boolean isOpen() {
        return !isEnded;
    }

    /** How many questions it has answered as it should. */
    int answers() {
        return answers;
    }

    /** Sends a message; the answer comes within the time, and never fails but for a defect. */
    Future<Answer> ask(byte[] payload, byte[] expected, int timeoutMs) {
        var asked = new Exchange(expected);
        if (strayBytes > 0 && expected.length > 0) {
            return Future.succeededFuture(
                    asked.failed(Kind.WRONG_BYTES, strayBytes + " bytes came that nothing asked for"));
        }
        exchange = asked;
        long timer =
                vertx.setTimer(timeoutMs, late -> asked.fail(Kind.NO_REPLY, "no reply within " + timeoutMs + " ms"));
        if (session != null) {
            // When it cannot be sent, the session's end tells why.
            session.send(payload).onFailure(unsent -> {});
        }
        return asked.answer.future().onComplete(known -> {
            vertx.cancelTimer(timer);
            exchange = null;
        });
    }

    /** Whether the server closes the connection, in order, within so long. */
    Future<Boolean> closesWithin(int timeoutMs) {
        vertx.setTimer(timeoutMs, late -> closed.tryComplete(false));
        return closed.future();
    }

    void close() {
        isEnded = true;
        if (session != null) {
            session.close();
        }
    }

    private Future<Void> receive(byte[] bytes) {
        if (exchange == null) {
            strayBytes += bytes.length;
        } else {
            exchange.receive(bytes);
        }
        return Future.succeededFuture();
    }

    private void ended(AsyncResult<End> end) {
        isEnded = true;
        String fault = end.succeeded()
                ? end.result().fault()
                : String.valueOf(end.cause().getMessage());
        closed.tryComplete(fault == null);
        if (exchange != null) {
            exchange.ended(fault);
        }
    }

    /** One question and what comes back for it. */
    private final class Exchange {

        private final byte[] expected;
        private final ByteArrayOutputStream found = new ByteArrayOutputStream();
        private final Promise<Answer> answer = Promise.promise();
        private final long startNanos = System.nanoTime();

        Exchange(byte[] expected) {
            this.expected = expected;
        }

        void receive(byte[] bytes) {
            if (found.size() <= expected.length) {
                found.writeBytes(bytes);
            }
            if (found.size() < Math.max(1, expected.length)) {
                return;
            }
            int mismatch = Arrays.mismatch(expected, Arrays.copyOf(found.toByteArray(), expected.length));
            if (mismatch >= 0) {
                fail(Kind.WRONG_BYTES, "echoed bytes differ from byte " + mismatch + " on");
                return;
            }
            strayBytes += found.size() - expected.length;
            answers++;
            answer.tryComplete(new Answer(System.nanoTime() - startNanos, found.size(), null));
        }

        void ended(@Nullable String fault) {
            String how = fault == null ? "closed" : "broken (" + fault + ")";
            fail(
                    fault == null ? Kind.CLOSED : Kind.RESET,
                    expected.length == 0
                            ? how + " without a reply"
                            : how + " after " + found.size() + " of " + expected.length + " bytes");
        }

        void fail(Kind kind, String detail) {
            answer.tryComplete(failed(kind, detail));
        }

        Answer failed(Kind kind, String detail) {
            return new Answer(System.nanoTime() - startNanos, found.size(), new EchoFailure(kind, detail));
        }
    }
}
