package dev.echobus.responder;

import dev.echobus.bus.CloseReason;
import dev.echobus.wire.InputCount;
import dev.echobus.wire.Output;
import dev.echobus.wire.StampedCodec;
import dev.echobus.wire.WireChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Has another responder answer, and puts a stamp behind the replies to those messages that ask for one. Notes two times a
 * message until it is answered, so it is bounded by what the other takes at once. For one connection.
 */
public final class StampingResponder implements Responder {

    private final Responder inner;
    private final StampedCodec codec;
    private final StampForm form;
    private final InputCount input;
    private final Output output;
    private final Stamping stamping = new Stamping();
    private final TakenTimes taken = new TakenTimes();

    /** @param form that of the event loop */
    public StampingResponder(Responder inner, StampedCodec codec, StampForm form, WireChannel wire) {
        this.inner = inner;
        this.codec = codec;
        this.form = form;
        input = wire.input();
        output = wire.output();
    }

    @Override
    public void respond(ByteBuf frame, ReplySink sink) {
        boolean isAsked = codec.isAsked(frame);
        taken.add(input.readNanos(), isAsked ? System.nanoTime() : TakenTimes.UNSTAMPED);
        stamping.sink = sink;
        inner.respond(frame, stamping);
    }

    @Override
    public boolean answersAtOnce() {
        return inner.answersAtOnce();
    }

    @Override
    public int inFlight() {
        return inner.inFlight();
    }

    @Override
    public boolean isFull() {
        return inner.isFull();
    }

    @Override
    public void release() {
        inner.release();
    }

    /** What the other responder answers to. Its replies come in the order of the messages. */
    private final class Stamping implements ReplySink {

        @SuppressWarnings("NullAway.Init") // Set before the other responder is handed anything.
        private ReplySink sink;

        private @Nullable BusHop hop;

        @Override
        public boolean takesHops() {
            return true;
        }

        @Override
        public void hop(BusHop way) {
            hop = way;
        }

        @Override
        public void reply(ByteBuf frame) {
            sink.reply(taken.isFirstStamped() ? stamped(frame) : frame);
            next();
        }

        @Override
        public void replyPrefixed(byte[] prefix, ByteBuf frame) {
            if (taken.isFirstStamped()) {
                sink.reply(stamped(codec.prefixed(sink.allocator(), prefix, frame)));
            } else {
                sink.replyPrefixed(prefix, frame);
            }
            next();
        }

        private ByteBuf stamped(ByteBuf frame) {
            byte[] stamp = form.fill(taken.firstReceived(), taken.firstHanded(), hop, output.behindBytes());
            return codec.stamped(sink.allocator(), frame, stamp);
        }

        private void next() {
            taken.removeFirst();
            hop = null;
        }

        @Override
        public void answered() {
            sink.answered();
        }

        @Override
        public void end(CloseReason reason) {
            sink.end(reason);
        }

        @Override
        public ByteBufAllocator allocator() {
            return sink.allocator();
        }
    }
}
