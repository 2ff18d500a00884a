package dev.echobus.gateway;

import dev.echobus.bus.FailureCode;
import dev.echobus.gateway.Outbound.Err;
import dev.echobus.gateway.SessionLife.Event;
import dev.echobus.gateway.SessionLife.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one session ends: by its client, by a limit, or with the node. Whoever waits for the session learns of it at once.
 * Event loop; time limits are looked at a few times a second.
 */
final class SessionEnds {

    private static final Logger log = LoggerFactory.getLogger(SessionEnds.class);

    private final GatewayLoop loop;
    private final Parts session;
    private final Runnable onClosed;
    private final Promise<Void> closed = Promise.promise();

    private @Nullable Future<?> left;
    private boolean hasMoved;
    private long movedNanos = System.nanoTime();
    private long frameBeganNanos = movedNanos;
    private long framesAtBegin;
    private long frames;

    /** What there is to end. */
    record Parts(
            SessionLife life,
            SessionTransport transport,
            SessionOutput output,
            Registrations registrations,
            PendingReplies pending,
            Requests requests) {}

    SessionEnds(GatewayLoop loop, Parts session, Runnable onClosed) {
        this.loop = loop;
        this.session = session;
        this.onClosed = onClosed;
    }

    SessionLife life() {
        return session.life();
    }

    /** What it holds in buffers and in what waits for it. */
    long heldBytes() {
        return session.transport().heldBytes();
    }

    /** A frame came from the client. */
    void frameCame() {
        hasMoved = true;
        frames++;
    }

    /** A message went to it. */
    void moved() {
        hasMoved = true;
    }

    /** Says why, and closes. Only the first end counts. */
    void end(GatewayError error) {
        end(error, "");
    }

    /** The same with a detail for people. */
    void end(GatewayError error, String detail) {
        if (session.life().isWritable()) {
            log.info("session of {} ends: {}", session.transport().remote(), error.code());
            if (error == GatewayError.OUT_OF_MEMORY) {
                session.output().failUnseen();
            }
            session.output().write(new Err(error, detail, FrameReading.Origin.NONE, null));
            close(error);
        }
    }

    /** The client has closed its side: it can answer nothing any more, but may still be told. */
    void onInputEnded() {
        if (session.life().step(Event.INPUT_ENDED)) {
            forget();
            settle();
        }
    }

    /** The client closes both sides: what it asked for is of no use any more. */
    void onClientClosing() {
        close(null);
    }

    /** The transport is gone. */
    void onClosed() {
        if (session.life().step(Event.TRANSPORT_CLOSED)) {
            session.output().failUnseen();
            forget();
            onClosed.run();
            leave().onComplete(removed -> closed.tryComplete());
        }
    }

    /** The node stops: nothing new is begun; what waits for replies may have them, until {@link #cut}. */
    Future<Void> drain() {
        if (session.life().step(Event.DRAIN)) {
            leave().onComplete(removed -> settle());
        }
        return closed.future();
    }

    /** The time for that is over. */
    void cut() {
        end(GatewayError.DRAINING);
    }

    /** Ends a session that has nothing to wait for any more, where it only waited. */
    void settle() {
        State state = session.life().state();
        boolean isDone = session.requests().isEmpty() && session.pending().isEmpty();
        if (isDone && state == State.DRAINING && session.registrations().size() == 0) {
            end(GatewayError.DRAINING);
        } else if (isDone && state == State.FINISHING) {
            close(null);
        }
    }

    /** Looks at the time limits. */
    void sweep(long nowNanos) {
        session.transport().sweep();
        session.pending().sweep(nowNanos);
        if (hasMoved) {
            hasMoved = false;
            movedNanos = nowNanos;
        }
        if (frames != framesAtBegin || !session.transport().isInFrame()) {
            framesAtBegin = frames;
            frameBeganNanos = nowNanos;
        }
        if (isOver(frameBeganNanos, loop.settings().frameTimeoutMs(), nowNanos)) {
            end(GatewayError.FRAME_TIMEOUT);
        } else if (isOver(movedNanos, loop.settings().idleTimeoutMs(), nowNanos)) {
            end(GatewayError.IDLE_TIMEOUT);
        }
        settle();
    }

    private static boolean isOver(long sinceNanos, int ms, long nowNanos) {
        return ms > 0 && nowNanos - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private void close(@Nullable GatewayError why) {
        if (session.life().step(Event.END)) {
            forget();
            session.output().flush();
            session.transport().close(why);
        }
    }

    /** Takes the session off the bus, and fails whoever waits for it. */
    private void forget() {
        leave();
        session.pending().failAll(FailureCode.UNKNOWN_OUTCOME, "the session of the gateway ended");
    }

    private Future<?> leave() {
        Future<?> leaving = left;
        if (leaving == null) {
            leaving = session.registrations().removeAll();
            left = leaving;
        }
        return leaving;
    }
}
