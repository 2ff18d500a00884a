package dev.echobus.responder;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.RetryingRequest.Replied;
import dev.echobus.bus.trace.BusSpans;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.Objection;
import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Replies with what the consumers of {@link Addresses#SERVER_REPLY} answer, for one connection. Replies leave in the order
 * of the messages, whatever order the bus answers in. Bounded by {@code server.responderInFlightMax}; a message that the
 * bus does not answer, asked again where that is safe, closes its connection, since a gap would shift every later reply.
 */
public final class BusResponder implements Responder {

    private static final String UNUSABLE = "unusable reply from the bus: ";

    private final Bus bus;
    private final LiveConfig live;
    private final FrameCodec codec;
    private final Peer peer;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();

    private boolean isReleased;

    /**
     * What the responders of one event loop share.
     *
     * @param context on which they are sent: without one Vert.x makes one for each
     * @param requests sends the requests, by the policy of {@link #policy}
     * @param tracing of the messages
     */
    public record Bus(LoopContext context, RetryingRequest requests, ResponderCounts counts, Tracing tracing) {}

    /**
     * @param bus that of the event loop
     * @param codec cuts messages from frames, and frames replies
     * @param peer whose messages these are, as the headers of each request tell
     */
    public BusResponder(Bus bus, LiveConfig live, FrameCodec codec, Peer peer) {
        this.bus = bus;
        this.live = live;
        this.codec = codec;
        this.peer = peer;
    }

    /** How a message is asked for again, by the settings in force. */
    public static RetryPolicy policy(NodeLimits limits) {
        return new RetryPolicy(
                RetryPolicy.DEFAULT_ATTEMPTS,
                limits.responderAttemptTimeoutMs(),
                limits.responderTimeoutMs(),
                limits.responderIdempotent());
    }

    @Override
    public void respond(ByteBuf frame, ReplySink sink) {
        ByteBuf payload = codec.payload(frame);
        var slot = new Slot(payload.readableBytes() < frame.readableBytes(), span(payload));
        Buffer body = VertxSockets.copyOf(payload);
        frame.release();
        slots.add(slot);
        bus.counts().taken();
        bus.context()
                .run(() -> bus.requests()
                        .send(Addresses.SERVER_REPLY, body, () -> options(slot))
                        .onComplete(
                                outcome -> answered(slot, outcome, sink),
                                uncarried -> end(slot, sink, CloseCode.INTERNAL, String.valueOf(uncarried))));
    }

    /** A message begins a trace: TCP carries none. */
    private Span span(ByteBuf payload) {
        if (!bus.tracing().isOn()) {
            return Span.NONE;
        }
        return bus.tracing()
                .begin(Span.Kind.SERVER, "message", peer.listener(), null)
                .with("network.transport", "tcp")
                .with("client.address", peer.remote())
                .with("echobus.connection", peer.connection())
                .with("echobus.listener", peer.listener())
                .with("echobus.bytes", payload.readableBytes());
    }

    private DeliveryOptions options(Slot slot) {
        DeliveryOptions options = peer.deliveryOptions();
        return slot.span == Span.NONE ? options : BusSpans.carry(slot.span, options);
    }

    @Override
    public boolean answersAtOnce() {
        return false;
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
        bus.counts().leave(slots.size());
        slots.forEach(Slot::release);
        slots.clear();
    }

    private void answered(Slot slot, Outcome<Object> outcome, ReplySink sink) {
        bus.counts().came(outcome, System.nanoTime() - slot.startNanos);
        if (outcome instanceof Failed<Object> failed) {
            end(slot, sink, CloseCode.NO_REPLY, "no reply from the bus: " + failed.describe());
        } else if (outcome instanceof Replied<Object> replied && !isReleased) {
            slot.hop = sink.takesHops() ? BusHop.of(replied, slot.startNanos) : null;
            answered(slot, replied.reply().body(), sink);
        }
    }

    private void answered(Slot slot, @Nullable Object body, ReplySink sink) {
        Buffer reply = BusBody.bytes(body).orElse(null);
        if (reply == null) {
            end(slot, sink, CloseCode.UNUSABLE_REPLY, UNUSABLE + BusBody.EXPECTED);
            return;
        }
        ByteBuf payload = VertxSockets.bytesOf(reply);
        Objection objection = codec.objection(payload).orElse(null);
        if (objection != null && payload.isReadable()) {
            end(slot, sink, CloseCode.UNUSABLE_REPLY, UNUSABLE + objection);
            return;
        }
        slot.reply = slot.isDelimited ? codec.frame(sink.allocator(), payload) : payload;
        sendReady(sink);
    }

    private void sendReady(ReplySink sink) {
        Slot head = slots.peek();
        while (head != null && head.reply != null) {
            slots.remove();
            if (head.hop != null) {
                sink.hop(head.hop);
            }
            sink.reply(head.reply);
            head.span.end();
            bus.counts().leave(1);
            bus.counts().answered(System.nanoTime() - head.startNanos);
            head = slots.peek();
        }
        sink.answered();
    }

    private void end(Slot slot, ReplySink sink, CloseCode code, String detail) {
        if (!isReleased) {
            slot.failed(code, detail);
            slot.span.during(() -> sink.end(new CloseReason(code, detail)));
        }
    }

    /** The place of one message in the order of replies. */
    private static final class Slot {

        /** False for an unfinished last line alone, whose reply ends as it did. */
        private final boolean isDelimited;

        private final long startNanos = System.nanoTime();

        /** Ends when the reply is written, or never will be. */
        private final Span span;

        private @Nullable ByteBuf reply;
        private @Nullable BusHop hop;
        private boolean isFailed;

        Slot(boolean isDelimited, Span span) {
            this.isDelimited = isDelimited;
            this.span = span;
        }

        void failed(CloseCode code, String detail) {
            isFailed = true;
            span.failed(code.name(), detail);
        }

        void release() {
            if (!isFailed) {
                failed(CloseCode.NO_REPLY, "the connection ended before");
            }
            span.end();
            if (reply != null) {
                reply.release();
                reply = null;
            }
        }
    }
}
