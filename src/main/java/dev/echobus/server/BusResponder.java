package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.FailureCode;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Replies with what the consumers of {@link Addresses#SERVER_REPLY} answer. Replies leave in the order of the messages,
 * whatever order the bus answers in. Bounded by {@code server.responderInFlightMax}; a message that the bus does not
 * answer closes its connection, since a gap would shift every later reply.
 */
final class BusResponder implements Responder {

    private final ServerConnection connection;
    private final ServerContext context;
    private final FrameCodec codec;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();

    private boolean isReleased;

    BusResponder(ServerConnection connection, ServerContext context) {
        this.connection = connection;
        this.context = context;
        this.codec = connection.codec();
    }

    @Override
    public void respond(ByteBuf frame) {
        ByteBuf payload = codec.payload(frame);
        var slot = new Slot(payload.readableBytes() < frame.readableBytes());
        Buffer body = VertxSockets.copyOf(payload);
        frame.release();
        slots.add(slot);
        DeliveryOptions options = connection
                .peer()
                .deliveryOptions()
                .setSendTimeout(context.live().server().responderTimeoutMs());
        context.eventBus().request(Addresses.SERVER_REPLY, body, options).onComplete(result -> answered(slot, result));
    }

    @Override
    public byte @Nullable [] echoPrefix() {
        return null;
    }

    @Override
    public int inFlight() {
        return slots.size();
    }

    @Override
    public boolean isFull() {
        var settings = context.live().server();
        return slots.size() >= (settings.once() ? 1 : settings.responderInFlightMax());
    }

    @Override
    public void release() {
        isReleased = true;
        slots.forEach(Slot::release);
        slots.clear();
    }

    private void answered(Slot slot, AsyncResult<Message<Object>> result) {
        if (isReleased) {
            return;
        }
        if (result.failed()) {
            connection.fail("no reply from the bus: " + describe(result.cause()));
            return;
        }
        Buffer reply = BusBody.bytes(result.result().body()).orElse(null);
        if (reply == null) {
            connection.fail("unusable reply from the bus: " + BusBody.EXPECTED);
            return;
        }
        ByteBuf payload = VertxSockets.bytesOf(reply);
        String objection = codec.objection(payload).orElse(null);
        if (objection != null && payload.isReadable()) {
            connection.fail("unusable reply from the bus: " + objection);
            return;
        }
        slot.reply = slot.isDelimited ? codec.frame(connection.wire().allocator(), payload) : payload;
        sendReady();
    }

    private void sendReady() {
        Slot head = slots.peek();
        while (head != null && head.reply != null) {
            slots.remove();
            connection.reply(head.reply);
            head = slots.peek();
        }
        connection.answered();
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
