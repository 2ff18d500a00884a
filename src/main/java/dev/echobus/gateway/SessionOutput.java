package dev.echobus.gateway;

import dev.echobus.bus.FailureCode;
import dev.echobus.gateway.Outbound.Delivery;
import dev.echobus.gateway.Outbound.Err;
import dev.echobus.gateway.Outbound.RequestFailure;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * What one session is sent: replies, messages of the bus, errors, in the order in which they came about. Event loop;
 * bounded by its {@link OutboundQueue}.
 */
final class SessionOutput {

    private static final String OVER = "the session of the gateway is over";

    private static final String TOO_MANY = "too many requests wait for the session of the gateway";

    private static final String NOT_READ = "the session of the gateway does not read (gateway.outboundMaxBytes)";

    private final GatewayLoop loop;
    private final PendingReplies pending;
    private final SessionLife life;
    private final OutboundQueue queue;

    private Runnable onOverflow = () -> {};

    /**
     * A request of the session's own.
     *
     * @param replyAddress where it takes the reply
     * @param address what it was sent to
     */
    record Asked(String replyAddress, String address) {}

    SessionOutput(GatewayLoop loop, SessionTransport transport, PendingReplies pending, SessionLife life) {
        this.loop = loop;
        this.pending = pending;
        this.life = life;
        queue = new OutboundQueue(transport, loop.settings(), this::dropped);
    }

    /** What to do when the client does not read, and must go for it. */
    void onOverflow(Runnable task) {
        onOverflow = task;
    }

    /** Writes a small frame. */
    void write(Outbound frame) {
        if (!life.isWritable() || !loop.writer().has(frame)) {
            return;
        }
        if (frame instanceof Err err) {
            loop.stats().error(err.error());
        }
        loop.writer().write(frame);
        loop.stats().frameOut();
        queue.write(loop.writer());
    }

    /** The reply to a request of the session's own. */
    void reply(Message<Object> reply, Asked asked) {
        loop.relief().beforeMore();
        if (!life.isWritable()) {
            PendingReplies.fail(reply, FailureCode.NOT_CONNECTED, OVER);
            return;
        }
        if (!FrameWriter.carries(reply.body())) {
            PendingReplies.fail(reply, FailureCode.INVALID_MESSAGE, "no frame can carry this body");
            var failure = FailureCode.INVALID_MESSAGE.with("no frame can carry the reply's body");
            write(new RequestFailure(asked.replyAddress(), asked.address(), failure));
            return;
        }
        boolean mayAnswer = reply.replyAddress() != null && life.takesFrames() && !pending.isFull();
        String next = mayAnswer ? pending.hand(reply) : null;
        if (!mayAnswer) {
            PendingReplies.fail(reply, FailureCode.OVERLOADED, TOO_MANY);
        }
        loop.writer().write(new Delivery(asked.replyAddress(), next, reply.headers(), reply.body(), true));
        if (next != null && !pending.fits(next, loop.writer().length())) {
            pending.fail(next, FailureCode.OVERLOADED, TOO_MANY);
            next = null;
            loop.writer().write(new Delivery(asked.replyAddress(), null, reply.headers(), reply.body(), true));
        }
        if (queue.offerReply(loop.writer())) {
            loop.stats().frameOut();
            return;
        }
        loop.stats().dropped();
        write(new RequestFailure(asked.replyAddress(), asked.address(), FailureCode.OVERLOADED.with(NOT_READ)));
        failUnseen(next);
    }

    /** A message for one of the session's registrations. */
    void deliver(Message<Object> message) {
        loop.relief().beforeMore();
        if (!life.takesFrames()) {
            PendingReplies.fail(message, FailureCode.NOT_CONNECTED, OVER);
            return;
        }
        if (!FrameWriter.carries(message.body())) {
            PendingReplies.fail(message, FailureCode.INVALID_MESSAGE, "no frame can carry this body");
            return;
        }
        String replyAddress = null;
        if (message.replyAddress() != null) {
            if (pending.isFull()) {
                PendingReplies.fail(message, FailureCode.OVERLOADED, TOO_MANY);
                return;
            }
            replyAddress = pending.hand(message);
        }
        loop.writer()
                .write(new Delivery(
                        message.address(), replyAddress, message.headers(), message.body(), message.isSend()));
        if (replyAddress != null && !pending.fits(replyAddress, loop.writer().length())) {
            pending.fail(replyAddress, FailureCode.OVERLOADED, TOO_MANY);
            return;
        }
        switch (queue.offerMessage(loop.writer(), replyAddress)) {
            case TAKEN -> loop.stats().frameOut();
            case REFUSED -> dropped(replyAddress);
            case OVERFLOWN -> {
                dropped(replyAddress);
                onOverflow.run();
            }
        }
    }

    /** The transport has room again. */
    void drain() {
        queue.drain();
    }

    /** Hands all that waits to the transport, for which this is the last. */
    void flush() {
        queue.flush();
    }

    /** Lets go of what waits, which nobody will see: whoever asked any of it may ask another. */
    void failUnseen() {
        queue.clear()
                .forEach(address -> pending.fail(
                        address, FailureCode.NOT_CONNECTED, "the session of the gateway ended before it had this"));
    }

    private void dropped(@Nullable String replyAddress) {
        loop.stats().dropped();
        failUnseen(replyAddress);
    }

    private void failUnseen(@Nullable String replyAddress) {
        if (replyAddress != null) {
            pending.fail(replyAddress, FailureCode.OVERLOADED, NOT_READ);
        }
    }
}
