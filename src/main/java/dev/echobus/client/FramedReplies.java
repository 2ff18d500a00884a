package dev.echobus.client;

import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Replies in lines or records: one frame answers one request. Event loop only; keeps nothing itself. */
final class FramedReplies implements ReplyMatcher {

    private final FrameCodec codec;
    private final InFlightRequests inFlight;

    FramedReplies(FrameCodec codec, InFlightRequests inFlight) {
        this.codec = codec;
        this.inFlight = inFlight;
    }

    @Override
    public Optional<String> match(ByteBuf frame) {
        ByteBuf payload = codec.payload(frame);
        if (payload.readableBytes() == frame.readableBytes()) {
            // A line that the closing server did not finish: it may be a reply's first half.
            return Optional.of("the server closed the connection within a reply");
        }
        if (inFlight.isEmpty()) {
            return Optional.of("the server sent a message that nothing asked for");
        }
        inFlight.answer(VertxSockets.copyOf(payload));
        return Optional.empty();
    }
}
