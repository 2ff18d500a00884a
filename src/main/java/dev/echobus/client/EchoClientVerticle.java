package dev.echobus.client;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.client.RequestReading.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests on {@link Addresses#CLIENT_ECHO} with what the server echoes: one event loop, one connection a server. Every
 * request is answered, with bytes or with a {@link FailureCode}, within its deadline and a tick. Bounded by
 * {@code client.pendingMax} and {@code client.pendingMaxBytes}; over either, requests are refused.
 */
public final class EchoClientVerticle extends VerticleBase {

    /** How late a deadline may be noticed. One timer for all requests: one each would cost more than the request. */
    private static final long TICK_MS = 10;

    private static final long NO_TIMER = -1;

    /** Where the verticle is in its life; it only ever moves down this list. */
    private enum Life {
        SERVING,
        /** Finishes what was taken, takes no more. */
        DRAINING,
        CLOSED
    }

    private final ClientContext node;
    private final PendingRequests pending = new PendingRequests();
    private final RequestReader reader;

    private Life life = Life.SERVING;
    private long tickTimer = NO_TIMER;

    @SuppressWarnings("NullAway.Init") // Set by start, before any message comes.
    private ServerLinks links;

    @SuppressWarnings("NullAway.Init") // Set by start, before any message comes.
    private RequestQueue queue;

    private @Nullable MessageConsumer<Object> consumer;
    private @Nullable Future<Void> left;

    public EchoClientVerticle(ClientContext node) {
        this.node = node;
        reader = new RequestReader(node, pending);
    }

    /** Consumes requests and begins to connect. Does not wait for the connection, nor fail when there is no server. */
    @Override
    public Future<?> start() {
        links = new ServerLinks(context, node, pending, this::sendMore);
        queue = new RequestQueue(pending, links);
        links.open();
        MessageConsumer<Object> requests = vertx.eventBus().consumer(Addresses.CLIENT_ECHO, this::take);
        consumer = requests;
        return requests.completion();
    }

    /**
     * Takes the consumer off the bus and nothing else: what comes yet is still served. For a node that leaves a cluster,
     * whose members go on sending here until they have learned of it. Any thread, once deployed; further calls
     * return the same outcome.
     */
    public Future<Void> leave() {
        Promise<Void> outcome = Promise.promise();
        context.runOnContext(inContext -> unregister().onComplete(outcome));
        return outcome.future();
    }

    /** Takes no more, finishes what was taken, at {@code client.drainTimeoutMs} at the latest, and closes. */
    @Override
    public Future<?> stop() {
        life = Life.DRAINING;
        Promise<Void> turned = Promise.promise();
        // One turn later: what the bus has put on this loop already is then refused by name, not dropped.
        context.runOnContext(inContext -> turned.complete());
        return turned.future()
                .compose(inTurn -> unregister())
                .transform(unregistered -> drained())
                .compose(drained -> close());
    }

    private Future<Void> unregister() {
        MessageConsumer<Object> requests = consumer;
        if (left == null) {
            left = requests == null ? Future.succeededFuture() : requests.unregister();
        }
        return left;
    }

    /** Completes when nothing is pending any more, failing what is left when the drain takes too long. */
    private Future<Void> drained() {
        int drainTimeoutMs = node.live().client().drainTimeoutMs();
        if (drainTimeoutMs == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        long cut = vertx.setTimer(drainTimeoutMs, timer -> done.tryComplete());
        pending.emptied().onComplete(emptied -> {
            vertx.cancelTimer(cut);
            done.tryComplete();
        });
        return done.future();
    }

    private Future<Void> close() {
        life = Life.CLOSED;
        queue.failUnsent(FailureCode.DRAINING, "the node stopped before this was sent");
        vertx.cancelTimer(tickTimer);
        return links.close();
    }

    private void take(Message<Object> message) {
        if (life != Life.SERVING) {
            refuse(message, FailureCode.DRAINING, "the node is stopping");
            return;
        }
        RequestReading reading = reader.read(message);
        if (reading instanceof PendingRequest request) {
            node.stats().taken();
            queue.submit(request);
            tick();
        } else if (reading instanceof Refused refused) {
            refuse(message, refused.code(), refused.detail());
        }
    }

    private void refuse(Message<Object> message, FailureCode code, String detail) {
        node.stats().refused(code);
        node.tracing().current().failed(code.name(), detail);
        message.reply(code.with(detail));
    }

    private void sendMore() {
        queue.send();
    }

    private void tick() {
        if (tickTimer == NO_TIMER) {
            tickTimer = vertx.setPeriodic(TICK_MS, timer -> onTick());
        }
    }

    private void onTick() {
        if (pending.isEmpty()) {
            vertx.cancelTimer(tickTimer);
            tickTimer = NO_TIMER;
            return;
        }
        long nowNanos = pending.nowNanos();
        if (pending.isDue(nowNanos)) {
            queue.expire(nowNanos);
        }
    }
}
