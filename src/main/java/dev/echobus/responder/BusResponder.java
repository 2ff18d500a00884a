package dev.echobus.responder;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.FailureCode;
import dev.echobus.config.LiveConfig;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.Objection;
import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Replies with what the consumers of {@link Addresses#SERVER_REPLY} answer, for one connection. Replies leave in the order
 * of the messages, whatever order the bus answers in. Bounded by {@code server.responderInFlightMax}; a message that the
 * bus does not answer closes its connection, since a gap would shift every later reply.
 */
public final class BusResponder implements Responder {

    private static final String UNUSABLE = "unusable reply from the bus: ";

    private final EventBus eventBus;
    private final LiveConfig live;
    private final FrameCodec codec;
    private final Peer peer;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();

    private boolean isReleased;

    /**
     * @param codec cuts messages from frames, and frames replies
     * @param peer whose messages these are, as the headers of each request tell
     */
    public BusResponder(EventBus eventBus, LiveConfig live, FrameCodec codec, Peer peer) {
        this.eventBus = eventBus;
        this.live = live;
        this.codec = codec;
        this.peer = peer;
    }

    @Override
    public void respond(ByteBuf frame, ReplySink sink) {
        ByteBuf payload = codec.payload(frame);
        var slot = new Slot(payload.readableBytes() < frame.readableBytes());
        Buffer body = VertxSockets.copyOf(payload);
        frame.release();
        slots.add(slot);
        DeliveryOptions options =
                peer.deliveryOptions().setSendTimeout(live.limits().responderTimeoutMs());
        eventBus.request(Addresses.SERVER_REPLY, body, options).onComplete(result -> answered(slot, result, sink));
    }

    @Override
    public int inFlight() {
        return slots.size();
    }

    @Override
    public boolean isFull() {
        var settings = live.limits();
        return slots.size() >= (settings.once() ? 1 : settings.responderInFlightMax());
    }

    @Override
    public void release() {
        isReleased = true;
        slots.forEach(Slot::release);
        slots.clear();
    }

    private void answered(Slot slot, AsyncResult<Message<Object>> result, ReplySink sink) {
        if (isReleased) {
            return;
        }
        if (result.failed()) {
            sink.end(new CloseReason(CloseCode.NO_REPLY, "no reply from the bus: " + describe(result.cause())));
            return;
        }
        Buffer reply = BusBody.bytes(result.result().body()).orElse(null);
        if (reply == null) {
            sink.end(new CloseReason(CloseCode.UNUSABLE_REPLY, UNUSABLE + BusBody.EXPECTED));
            return;
        }
        ByteBuf payload = VertxSockets.bytesOf(reply);
        Objection objection = codec.objection(payload).orElse(null);
        if (objection != null && payload.isReadable()) {
            sink.end(new CloseReason(CloseCode.UNUSABLE_REPLY, UNUSABLE + objection));
            return;
        }
        slot.reply = slot.isDelimited ? codec.frame(sink.allocator(), payload) : payload;
        sendReady(sink);
    }

    private void sendReady(ReplySink sink) {
        Slot head = slots.peek();
        while (head != null && head.reply != null) {
            slots.remove();
            sink.reply(head.reply);
            head = slots.peek();
        }
        sink.answered();
    }

    private static String describe(Throwable cause) {
        return cause instanceof ReplyException failure ? FailureCode.describe(failure) : String.valueOf(cause);
    }

    /** The place of one message in the order of replies. */
    private static final class Slot {

        /** False for an unfinished last line alone, whose reply ends as it did. */
        private final boolean isDelimited;

        private @Nullable ByteBuf reply;

        Slot(boolean isDelimited) {
            this.isDelimited = isDelimited;
        }

        void release() {
            if (reply != null) {
                reply.release();
                reply = null;
            }
        }
    }
}
