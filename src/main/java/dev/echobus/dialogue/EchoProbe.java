package dev.echobus.dialogue;

import dev.echobus.common.ConnectFailure;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;
import dev.echobus.dialogue.ConnectSession.End;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.dialogue.Health.Full;
import dev.echobus.dialogue.Health.Healthy;
import dev.echobus.dialogue.Health.Unhealthy;
import dev.echobus.wire.FrameCodec;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Asks an echo server for a few bytes that nobody else sends. Any thread; what comes back is handled on the session's
 * event loop. Bounded by its time-out, for connecting and then for the reply, and by the reply's length.
 */
public final class EchoProbe {

    /** What a server without a place may take to close what it has accepted: it does so before anything else. */
    private static final int FULL_MAX_MS = 500;

    private final Vertx vertx;
    private final ListenerConfig listener;
    private final FrameCodec codec;
    private final int timeoutMs;

    /**
     * @param listener how the server frames and answers messages
     * @param messageMaxBytes of a line or record
     * @param timeoutMs how long connecting, and then the reply, may take
     */
    public EchoProbe(Vertx vertx, ListenerConfig listener, int messageMaxBytes, int timeoutMs) {
        this.vertx = vertx;
        this.listener = listener;
        this.timeoutMs = timeoutMs;
        codec = FrameCodec.of(listener.framing(), messageMaxBytes);
    }

    /** How the server at an address is. Never fails. */
    public Future<Health> check(Endpoint server) {
        byte[] payload = ("health-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        var exchange = new Exchange(expected(payload));
        return ConnectSession.open(vertx, target(server), exchange::receive)
                .compose(session -> {
                    session.ended().onComplete(exchange::ended);
                    long timer = vertx.setTimer(timeoutMs, late -> exchange.late(timeoutMs));
                    // When it cannot be sent, the session's end tells why.
                    return session.send(payload)
                            .transform(sent -> exchange.health.future())
                            .onComplete(known -> {
                                vertx.cancelTimer(timer);
                                session.close();
                            });
                })
                .compose(health -> exchange.isClosedUnanswered() ? closedUnanswered(server, health) : done(health))
                .recover(failure -> unopened(server, failure));
    }

    /** The reset may be the answer to what we sent into a connection that was closed already. */
    private Future<Health> unopened(Endpoint server, Throwable failure) {
        Health health = new Unhealthy(ConnectFailure.describe(failure));
        return ConnectFailure.of(failure) == ConnectFailure.RESET ? closedUnanswered(server, health) : done(health);
    }

    /** A server without a place for us closes before anything is sent to it; one that objects to a message does not. */
    private Future<Health> closedUnanswered(Endpoint server, Health otherwise) {
        Promise<Health> health = Promise.promise();
        return ConnectSession.open(vertx, target(server), bytes -> Future.succeededFuture())
                .compose(session -> {
                    session.ended().onComplete(end -> health.tryComplete(isOrderly(end) ? new Full() : otherwise));
                    vertx.setTimer(FULL_MAX_MS, late -> health.tryComplete(otherwise));
                    return health.future().onComplete(known -> session.close());
                })
                .otherwise(otherwise);
    }

    private static boolean isOrderly(AsyncResult<End> end) {
        return end.succeeded() && end.result().fault() == null;
    }

    private static Future<Health> done(Health health) {
        return Future.succeededFuture(health);
    }

    private Target target(Endpoint server) {
        return new Target(SocketAddress.inetSocketAddress(server.port(), server.host()), codec, timeoutMs);
    }

    /** What comes back, without its framing; empty when any answer will do: what the bus answers is not known here. */
    private byte[] expected(byte[] payload) {
        if (listener.responder() == ResponderKind.BUS) {
            return new byte[0];
        }
        byte[] prefix = listener.prefixBytes();
        byte[] expected = Arrays.copyOf(prefix, prefix.length + payload.length);
        System.arraycopy(payload, 0, expected, prefix.length, payload.length);
        return expected;
    }

    /** One question and what comes back for it. On the session's event loop. */
    private static final class Exchange {

        private final byte[] expected;
        private final ByteArrayOutputStream found = new ByteArrayOutputStream();
        private final Promise<Health> health = Promise.promise();
        private boolean isClosedUnanswered;

        Exchange(byte[] expected) {
            this.expected = expected;
        }

        /** True when the server closed the connection without a byte. */
        boolean isClosedUnanswered() {
            return isClosedUnanswered;
        }

        Future<Void> receive(byte[] bytes) {
            if (found.size() <= expected.length) {
                found.writeBytes(bytes);
            }
            if (found.size() >= Math.max(1, expected.length)) {
                int mismatch = Arrays.mismatch(expected, Arrays.copyOf(found.toByteArray(), expected.length));
                health.tryComplete(
                        mismatch < 0
                                ? new Healthy()
                                : new Unhealthy("echoed bytes differ from byte " + mismatch + " on"));
            }
            return Future.succeededFuture();
        }

        void ended(AsyncResult<End> end) {
            String fault = end.succeeded()
                    ? end.result().fault()
                    : String.valueOf(end.cause().getMessage());
            String how = fault == null ? "closed" : "broken (" + fault + ")";
            String reason = expected.length == 0
                    ? how + " without a reply"
                    : how + " after " + found.size() + " of " + expected.length + " bytes";
            // Before the promise: whoever waits for that asks for this.
            isClosedUnanswered = found.size() == 0 && !health.future().isComplete();
            health.tryComplete(new Unhealthy(reason));
        }

        void late(int timeoutMs) {
            health.tryComplete(new Unhealthy("no reply within " + timeoutMs + " ms"));
        }
    }
}
